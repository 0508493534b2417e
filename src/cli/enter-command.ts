/** The docker command that opens a shell in an image; one that works, whatever the image holds. */

import { filesOf } from "../builder/image-fs/container-files.ts";
import { findProgram } from "../builder/image-fs/find-program.ts";
import { containerName } from "../builder/names.ts";
import { toolsFlags, toolsReady } from "../builder/sandbox/shell-tools.ts";
import type { Engine } from "../engine/engine.ts";
import { newSessionId } from "../store/session-id.ts";
import { debugImageRun } from "./debug-image-command.ts";

const shells = ["/bin/sh", "/bin/bash", "/usr/bin/bash", "/bin/ash", "/busybox/sh", "/bin/zsh"];
const start = "docker run --rm -it";

/**
 * `name`: of the image. With `debugImage` the shell is in that one, with the image under /layer, where docker can mount it. Where no
 * shell is in it a static busybox is mounted beside it; undefined: there is none at hand.
 */
export async function enterCommand(engine: Engine, name: string, debugImage?: string): Promise<string | undefined> {
  const session = newSessionId(new Date());
  const look = containerName(session, 0, 0, "look");
  if (debugImage !== undefined) {
    const beside = await debugImageRun(engine, name, debugImage, (image) =>
      shellIn(engine, image, look, ["/bin/bash", "/usr/bin/bash", ...shells]),
    );
    if (beside !== undefined) return `${start} ${beside}`;
  }
  const shell = await shellIn(engine, name, look, shells);
  if (shell !== undefined) return `${start} --entrypoint ${shell} ${name}`;
  const ready = await toolsReady(engine, containerName(session, 0, 0, "tools"));
  return ready ? `${start} ${toolsFlags.join(" ")} ${name}` : undefined;
}

/** The first of `paths` that is a program in the image. */
async function shellIn(engine: Engine, image: string, name: string, paths: readonly string[]): Promise<string | undefined> {
  const container = await engine.create({ image, name });
  try {
    const files = filesOf(engine, container);
    for (const path of paths) if ((await findProgram(files, path)) !== undefined) return path;
    return undefined;
  } finally {
    await engine.remove(container);
  }
}
