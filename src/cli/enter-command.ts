/** The docker command that opens a shell in an image; one that works, whatever the image holds. */

import { toolsFlags, toolsReady } from "../builder/mounts/tools.ts";
import { containerName } from "../builder/names.ts";
import type { Engine } from "../engine/engine.ts";
import { findProgram } from "../shell/presence.ts";
import { newSessionId } from "../store/session-id.ts";

const shells = ["/bin/sh", "/bin/bash", "/usr/bin/bash", "/bin/ash", "/busybox/sh", "/bin/zsh"];

/** `name`: of the image. Where it holds no shell a static busybox is mounted beside it; undefined: there is none at hand. */
export async function enterCommand(engine: Engine, name: string): Promise<string | undefined> {
  const start = "docker run --rm -it";
  const session = newSessionId(new Date());
  const container = await engine.create({ image: name, name: containerName(session, 0, 0, "look") });
  try {
    for (const shell of shells)
      if ((await findProgram(engine, container, shell)) !== undefined) return `${start} --entrypoint ${shell} ${name}`;
  } finally {
    await engine.remove(container);
  }
  const ready = await toolsReady(engine, containerName(session, 0, 0, "tools"));
  return ready ? `${start} ${toolsFlags.join(" ")} ${name}` : undefined;
}
