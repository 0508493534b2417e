/**
 * A static busybox for layers that have no shell, in one volume of the engine that all sessions share. It is mounted below /dev,
 * where the engine has a file system of its own: no mount point stays in a layer.
 */
import fs from "node:fs";
import type { TarMember } from "../../context/tar-write.ts";
import type { Engine, MountSpec } from "../../engine/engine.ts";
import { EngineLostError } from "../../errors.ts";
import { send } from "../copy/copy-into.ts";
import { defaultPath } from "../default-path.ts";
import { runToEnd } from "../execution/run-to-end.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { toolsVolume as volume } from "../names.ts";

export const toolsFolder = "/dev/dbuild-tools";

export const toolsMount = (readonly: boolean): MountSpec => ({ kind: "volume", volume, path: "", target: toolsFolder, readonly });

/** How `docker run` mounts it, and the program in it that is a shell with the tools behind all else in PATH. */
export const toolsFlags = ["-v", `${volume}:${toolsFolder}:ro`, "--entrypoint", `${toolsFolder}/shell`] as const;

/** Written last: everything is there. */
const ready = `${toolsFolder}/ready`;

const shell = `#!${toolsFolder}/busybox sh
export PATH="\${PATH:-${defaultPath}}:${toolsFolder}"
exec ${toolsFolder}/busybox sh "$@"
`;

/** Milliseconds to wait for a registry. */
const patience = 20_000;

/**
 * Makes the volume ready; where it is already, that costs a look. `name`: of a container to work in. False: no static busybox is
 * at hand, neither in an image of the engine nor on this machine nor in the registry. Throws EngineLostError.
 */
export async function toolsReady(engine: Engine, name: string): Promise<boolean> {
  await engine.createVolume(volume);
  const argv = [`${toolsFolder}/busybox`, "--install", "-s", toolsFolder];
  const container = await engine.create({ image: undefined, name, argv, mounts: [toolsMount(false)], network: "none" });
  try {
    if ((await filesOf(engine, container).stat(ready)) !== undefined) return true;
    for await (const program of programs(engine, name)) {
      await send(engine, container, [fileAt("busybox", program), fileAt("shell", Buffer.from(shell))]);
      // one that is not static, or for another machine, cannot be started here
      const installed = await runToEnd(engine, container).catch(notLost);
      if (installed?.code !== 0) continue;
      await send(engine, container, [fileAt("ready", Buffer.alloc(0))]);
      return true;
    }
    return false;
  } finally {
    await engine.remove(container);
  }
}

/** What could be it, the nearest first. */
async function* programs(engine: Engine, name: string): AsyncGenerator<Buffer> {
  const tags = (await engine.tags("busybox")).toSorted((one, other) => rank(one) - rank(other));
  for (const tag of tags) {
    const program = await busyboxOf(engine, tag, name);
    if (program !== undefined) yield program;
  }
  for (const file of ["/bin/busybox", "/usr/bin/busybox"]) {
    try {
      yield fs.readFileSync(file);
    } catch {
      // Not on this machine.
    }
  }
  const pulled = await engine.pull("busybox:musl", () => {}, AbortSignal.timeout(patience)).catch(notLost);
  const program = pulled && (await busyboxOf(engine, pulled.id, name));
  if (program !== undefined) yield program;
}

/** The variants that are static first: `latest` may need a C library of its image. */
const rank = (tag: string): number => (/musl/.test(tag) ? 0 : /uclibc/.test(tag) ? 1 : /latest/.test(tag) ? 2 : 3);

async function busyboxOf(engine: Engine, image: string, name: string): Promise<Buffer | undefined> {
  const container = await engine.create({ image, name: `${name}.from` }).catch(notLost);
  if (container === undefined) return undefined;
  try {
    const file = await filesOf(engine, container).readFile("/bin/busybox").catch(notLost);
    return file?.content;
  } finally {
    await engine.remove(container);
  }
}

/** Whatever else goes wrong with one of them, there may be another. */
function notLost(error: unknown): undefined {
  if (error instanceof EngineLostError) throw error;
}

function fileAt(name: string, content: Buffer): TarMember {
  const mtime = Math.floor(Date.now() / 1000);
  return {
    name: `${toolsFolder}/${name}`.slice(1),
    type: "file",
    mode: 0o755,
    uid: 0,
    gid: 0,
    size: content.length,
    mtime,
    content,
  };
}
