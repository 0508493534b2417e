/** The folders a runtime mounts on: BuildKit's first RUN leaves them in a root that had none, a committed container does not. */

import type { TarMember } from "../../context/tar-write.ts";
import type { Engine, PathStat } from "../../engine/engine.ts";
import { directoryMember } from "../copy/members.ts";
import { root } from "../copy/owner.ts";
import type { StageState } from "../state.ts";
import type { BuildContext } from "../step-context.ts";
import { onContainerdStore } from "./image-store.ts";

/**
 * What a RUN leaves in a root that lacks it. `from`: the image whose lack counts; absent: the one the RUN stands on. `base`: the
 * stage's base, which counts on the containerd store. "": none.
 */
export type LeftFolders = { readonly paths: readonly string[]; readonly from?: string; readonly base: string };

/**
 * BuildKit takes /dev back when a mount of its own lay below it (a script's, the /dev/shm of --shm-size); the next RUN without
 * one leaves it. `targets`: where this RUN's mounts are.
 */
export function leftFolders(
  { ran, image, base = "", pendingDevDir }: Pick<StageState, "ran" | "image" | "base" | "pendingDevDir">,
  targets: readonly string[],
): { readonly left: LeftFolders; readonly after: Pick<StageState, "ran" | "pendingDevDir"> } {
  const mounted = targets.some((target) => target === "/dev" || target.startsWith("/dev/"));
  const owed = ran ? pendingDevDir : { image: image ?? "" };
  const after = { ran: true, ...(mounted && owed && { pendingDevDir: owed }) };
  if (!ran) return { left: { paths: mounted ? ["/proc", "/sys"] : ["/dev", "/proc", "/sys"], base }, after };
  if (mounted || !owed) return { left: { paths: [], base }, after };
  return { left: { paths: ["/dev"], from: owed.image, base }, after };
}

/**
 * What is lacking of them in a created container. It must have no mounts: the engine would make their mount points in its root,
 * below /dev too. `name`: of a container to look into.
 */
export async function lackingFolders(
  ctx: BuildContext,
  container: string,
  { paths, from, base }: LeftFolders,
  name: string,
): Promise<readonly TarMember[]> {
  if (paths.length === 0) return [];
  const { engine } = ctx;
  // An image that the containerd store committed shows there, as its own, what the engine had added to the container.
  const counts = (await commitKeepsFolders(ctx)) ? from : base;
  const lacking = counts === undefined ? await lackingIn(engine, container) : await lackingInImage(engine, counts, name);
  const now = Math.floor(Date.now() / 1000);
  return paths.filter((path) => lacking.includes(path)).map((path) => directoryMember(path, 0o755, root, now));
}

/**
 * Folders of the root that a source of COPY --from shows although its image may not have them: where they are empty there,
 * they are the engine's. `stage`: the source is one; `name`: of a container to look into.
 */
export async function madeFolders(
  ctx: BuildContext,
  container: string,
  stage: Pick<StageState, "ran" | "base"> | undefined,
  name: string,
): Promise<readonly string[]> {
  const etc = stage && stage.base === undefined ? ["/etc"] : [];
  if (stage?.ran) return etc;
  if (await commitKeepsFolders(ctx)) return [...etc, ...(await lackingIn(ctx.engine, container))];
  // What the store did not commit itself is mounted as it is.
  return stage === undefined ? [] : [...etc, ...(await lackingInImage(ctx.engine, stage.base ?? "", name))];
}

/**
 * Does a commit keep such a folder that was written into the container? The containerd store compares with what the engine made
 * there itself, and sees no difference: there they must come as a layer.
 */
export const commitKeepsFolders = async ({ engine }: BuildContext): Promise<boolean> => !(await onContainerdStore(engine));

/** Seconds: the clock of file times runs that much behind the one that the engine reads (a tick of the kernel). */
const tick = 0.02;

/**
 * The engine shows stand-ins of its own. It makes them after it has noted when the container was made, however busy it is, and
 * no image can be that new.
 */
export async function lackingIn(engine: Engine, container: string): Promise<readonly string[]> {
  const [made, proc, sys] = await Promise.all([
    engine.madeAt(container),
    engine.stat(container, "/proc"),
    engine.stat(container, "/sys"),
  ]);
  const lacks = (stat: PathStat | undefined): boolean => stat !== undefined && stat.mtime > made - tick;
  // /dev always gets new entries, so its time says nothing; images have it where they have /proc.
  return [...(lacks(proc) ? ["/dev", "/proc"] : []), ...(lacks(sys) ? ["/sys"] : [])];
}

async function lackingInImage(engine: Engine, image: string, name: string): Promise<readonly string[]> {
  const container = await engine.create({ image: image || undefined, name });
  try {
    return await lackingIn(engine, container);
  } finally {
    await engine.remove(container);
  }
}
