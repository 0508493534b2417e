/** The work of a dbuild that was killed: the container of its instruction or shell becomes the failed layer it would have become. */
import { type ContainerSummary, type Engine, ownHistory } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import type { Holds } from "../holds.ts";
import { containerPrefix, rescuedTag, sweepLock } from "../names.ts";

export type Rescue = { readonly engine: Engine; readonly session: string; readonly holds: Pick<Holds, "name" | "drop"> };

/**
 * Commits `container` of the dead session `owner` and removes it. Of the container's environment only what the image it was made
 * from has, too, gets into the layer: the rest may be secrets. Resolves with a line about it; none where nothing had been changed,
 * or another dbuild is at it. What cannot be committed (a full disk) stays as it is.
 */
export async function rescue(
  { engine, session, holds }: Rescue,
  owner: string,
  { id, name }: ContainerSummary,
): Promise<readonly string[]> {
  const lock = await takeLock(engine, session, owner);
  if (lock === undefined) return [];
  try {
    if ((await engine.changes(id)).length === 0) {
      await engine.remove(id);
      return [];
    }
    const tag = rescuedTag(name.slice(containerPrefix.length));
    const { image, env, user, workdir } = await engine.describe(id);
    const known = (await engine.image(image).catch(() => undefined))?.config.Env ?? [];
    const part = holds.name();
    try {
      const { os, architecture, variant, created, id: source } = await engine.commit(id, part);
      // engines keep in an image what the container was told: only an image that was written anew has none of it
      const config = {
        Env: env.filter((entry) => known.includes(entry) || entry === defaultPath),
        Labels: {
          "dbuild.partial": name.endsWith("-shell")
            ? "dbuild was killed while this shell was open"
            : "dbuild was killed while it ran",
          "dbuild.line": /^line(\d+)/.exec(lastPart(tag, owner))?.[1] ?? "",
        },
        Cmd: ["/bin/sh"],
        User: user,
        WorkingDir: workdir,
      };
      await engine.rewrite({ source, config, history: ownHistory, created, author: "", os, architecture, variant }, [tag]);
    } finally {
      await holds.drop(part);
    }
    await engine.remove(id);
    const what = name.endsWith("-shell") ? "a shell was open: what was done in it" : "an instruction ran: what that did";
    return [`a dbuild was killed while ${what} is kept as ${tag}`];
  } finally {
    await engine.remove(lock).catch(() => {});
  }
}

const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const lastPart = (tag: string, owner: string): string => tag.slice(tag.indexOf(owner) + owner.length + 1);

/** One dbuild at a time rescues: a name can be taken once only. */
async function takeLock(engine: Engine, session: string, owner: string): Promise<string | undefined> {
  try {
    return await engine.create({ image: undefined, name: sweepLock(owner), labels: { "dbuild.session": session } });
  } catch (error) {
    if (error instanceof EngineRefusedError && error.status === 409) return undefined;
    throw error;
  }
}
