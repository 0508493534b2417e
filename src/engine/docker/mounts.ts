/**
 * Mounts in the engine's words. What an engine cannot mount by itself (an image before API 1.48, an image that may be written
 * to) becomes a volume with a copy.
 */
import { posix } from "node:path";
import { Readable, type Writable } from "node:stream";
import type { MountSettings } from "dockerode";
import { extract, pack } from "tar-stream";
import { EngineRefusedError } from "../../errors.ts";
import type { ContainerSpec, MountSpec } from "../engine.ts";
import { readPath, statPath, writeTar } from "./archive-files.ts";
import type { SharedFile, SharedFiles } from "./shared-files.ts";
import { compareVersions } from "./version.ts";
import { createVolume, removeVolume, volumeFolder } from "./volumes.ts";
import { ask, type Wire } from "./wire.ts";

type ImageMount = Extract<MountSpec, { readonly kind: "image" }>;

/** Mounts ready for HostConfig, and the volumes made for this container alone. */
export type ReadyMounts = { readonly mounts: readonly MountSettings[]; readonly volumes: readonly string[] };

/** On a throw nothing is left behind. */
export async function readyMounts(
  wire: Wire,
  shared: SharedFiles,
  { name, mounts = [] }: Pick<ContainerSpec, "name" | "mounts">,
): Promise<ReadyMounts> {
  const ready: MountSettings[] = [];
  const volumes: string[] = [];
  const able = compareVersions(wire.apiVersion, "1.48") >= 0;
  const nextName = imageNames();
  try {
    for (const [index, mount] of mounts.entries()) {
      if (mount.kind === "tmpfs") continue;
      if (mount.kind === "file") {
        ready.push(await shared.mount(mount, name));
        continue;
      }
      const source = mount.kind === "image" && able && mount.readonly ? nextName(mount.image) : undefined;
      if (mount.kind === "image" && source === undefined) {
        const volume = `${name}.${index}`;
        volumes.push(volume);
        const path = await fillFromImage(wire, volume, mount);
        ready.push(await volumeMount(wire, { ...mount, kind: "volume", volume, path }));
        continue;
      }
      ready.push(mount.kind === "volume" ? await volumeMount(wire, mount) : plainMount(mount, source));
    }
    return { mounts: ready, volumes };
  } catch (error) {
    for (const volume of volumes) await removeVolume(wire, volume).catch(() => {});
    throw error;
  }
}

/**
 * Names to mount an image by, another each time it is asked for: engines (28.5) call such a mount by the container and the name,
 * and refuse the second of one name. Undefined when there are no more.
 */
function imageNames(): (image: string) => string | undefined {
  const counts = new Map<string, number>();
  return (image) => {
    const count = counts.get(image) ?? 0;
    counts.set(image, count + 1);
    if (count === 0) return image;
    const digits = /^sha256:([0-9a-f]{64})$/.exec(image)?.[1];
    // the whole id, then ever less of it, but enough for only one image to have it
    return digits !== undefined && count <= 32 ? digits.slice(0, 65 - count) : undefined;
  };
}

/** `source`: the name to mount an image by. */
function plainMount(mount: Extract<MountSpec, { readonly kind: "image" | "host" }>, source = ""): MountSettings {
  const { target: Target, readonly: ReadOnly } = mount;
  if (mount.kind === "host") return { Type: "bind", Source: mount.path, Target, ReadOnly };
  const below = mount.path.slice(1);
  const image = { Type: "image", Source: source, Target, ReadOnly, ...(below && { ImageOptions: { Subpath: below } }) };
  // the types of dockerode do not know images yet
  return image as unknown as MountSettings;
}

/** A path inside is mounted by where the volume lies, before API 1.45. */
async function volumeMount(wire: Wire, mount: Extract<MountSpec, { readonly kind: "volume" }>): Promise<MountSettings> {
  const { volume, path, target: Target, readonly: ReadOnly } = mount;
  if (path !== "" && compareVersions(wire.apiVersion, "1.45") < 0) {
    const folder = await volumeFolder(wire, volume);
    if (folder === undefined) throw new EngineRefusedError(`no such volume: ${volume}`, 404);
    return { Type: "bind", Source: posix.join(folder, path), Target, ReadOnly };
  }
  // the image's own files at that path are not wanted in it
  const VolumeOptions = {
    NoCopy: true,
    Labels: {},
    DriverConfig: { Name: "local", Options: {} },
    ...(path !== "" && { Subpath: path }),
  };
  return { Type: "volume", Source: volume, Target, ReadOnly, VolumeOptions };
}

/** Those of them that all containers share. */
export const sharedOf = (mounts: readonly MountSpec[] = []): readonly SharedFile[] =>
  mounts.filter((mount) => mount.kind === "file");

/** Copies the image's files into a new volume and tells the path in it to mount. */
async function fillFromImage(wire: Wire, volume: string, { image, path }: ImageMount): Promise<string> {
  await createVolume(wire, volume);
  const source = await helper(wire, `${volume}-source`, image);
  try {
    const stat = path === "/" ? undefined : await statPath(wire, source, path);
    if (path !== "/" && stat === undefined) throw new EngineRefusedError(`${path}: no such file or directory in ${image}`, 404);
    if (stat?.type === "directory") {
      // an empty volume takes over what the image has at its place
      await removed(wire, await helper(wire, `${volume}-fill`, image, { volume, target: path }));
      return "";
    }
    const base = posix.basename(path);
    const folder = await helper(wire, `${volume}-fill`, image, { volume, target: fillPath, empty: true });
    try {
      await writeTar(wire, folder, await moved(wire, source, path, base), true);
    } finally {
      await removed(wire, folder);
    }
    return base;
  } finally {
    await removed(wire, source);
  }
}

const fillPath = "/.dbuild-volume";

/** The archive of `path`, its members below `fillPath`. A single file keeps its name; the root's members lose nothing. */
async function moved(wire: Wire, source: string, path: string, base: string): Promise<Readable> {
  const writer = pack();
  const reader = extract();
  const archive = await readPath(wire, source, path);
  archive.once("error", (error) => reader.destroy(error));
  archive.pipe(reader as unknown as NodeJS.WritableStream);
  const copy = async (): Promise<void> => {
    for await (const entry of reader) {
      const { header } = entry;
      const place = (name: string): string => posix.join(fillPath.slice(1), base === "" ? name.replace(/^\/+/, "") : name);
      const linkname = header.type === "link" ? place(header.linkname ?? "") : header.linkname;
      const to = writer.entry({
        ...header,
        mode: (header.mode ?? 0) & 0o7777,
        name: place(header.name),
        linkname: linkname ?? "",
      }) as unknown as Writable;
      for await (const chunk of entry) if (!to.write(chunk)) await new Promise((resolve) => to.once("drain", resolve));
      to.end();
    }
    writer.finalize();
  };
  copy().catch((error: unknown) => writer.destroy(error as Error));
  return Readable.from(writer, { objectMode: false });
}

/** A container that never starts, called after the volume, and so after the session. */
async function helper(
  wire: Wire,
  name: string,
  image: string,
  mount?: { readonly volume: string; readonly target: string; readonly empty?: boolean },
): Promise<string> {
  const VolumeOptions = { NoCopy: mount?.empty === true, Labels: {}, DriverConfig: { Name: "local", Options: {} } };
  const Mounts: MountSettings[] = mount
    ? [{ Type: "volume", Source: mount.volume, Target: mount.target, ReadOnly: false, VolumeOptions }]
    : [];
  const body = { Image: image, Entrypoint: ["/"], Cmd: [], Healthcheck: { Test: ["NONE"] }, HostConfig: { Mounts } };
  const container = await ask(wire, () => wire.docker.createContainer({ _query: { name }, _body: body } as object));
  return container.id;
}

async function removed(wire: Wire, container: string): Promise<void> {
  await ask(wire, () => wire.docker.getContainer(container).remove({ force: true, v: true }));
}
