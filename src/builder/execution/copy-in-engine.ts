/**
 * A large file of an image, copied by a program of ours in a container of the target that has that image mounted: its bytes never
 * leave the engine. Where this is not sure to give what copy/copy-into.ts gives, or fails, that one does it, and tells the errors.
 */
import { posix } from "node:path";
import type { Entry, Match, Selection } from "../../context/entries.ts";
import type { TarMember } from "../../context/tar-write.ts";
import type { MountSpec } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import type { CopyResult } from "../copy/copy-into.ts";
import type { Destination } from "../copy/destination.ts";
import { type CopyOptions, matchMembers, newCount, placeOf, type Target } from "../copy/members.ts";
import { mountsImages, shownByEngine } from "../image-fs/image-mount.ts";
import { onContainerdStore } from "../image-fs/image-store.ts";
import { attemptContainer, removeAfterLook } from "../layer.ts";
import { copierArguments, fileCopier } from "../sandbox/file-copier.ts";
import type { CommittedLayer, StepContext } from "../step-context.ts";
import { runToEnd } from "./run-to-end.ts";

/** `image`: what `container`, which is only looked into, was made from. */
type Onto = { readonly image: string | undefined; readonly container: string; readonly destination: Destination };

/** A container to commit. `remove` lets go of it, without waiting; `layer`: what was made of it. */
type CopiedInEngine = {
  readonly container: string;
  readonly count: CopyResult;
  readonly remove: (layer?: CommittedLayer) => void;
};

/** From this many bytes on, a container's start costs less than the way through here (docs/performance.md). */
const largeBytes = 30_000_000;

/** Below /dev, where no mount point stays in the layer. */
const programPath = "/dev/dbuild-copy";
const sourcePath = "/dev/dbuild-source";

/** Undefined: not done. Throws UserError where something is in the way, the signal's reason when aborted, EngineLostError. */
export async function copyInEngine(
  ctx: StepContext,
  { image, container: looked, destination }: Onto,
  selection: Selection,
  options: CopyOptions,
): Promise<CopiedInEngine | undefined> {
  const { engine } = ctx;
  const [match] = selection.matches;
  if (match === undefined || selection.matches.length > 1 || options.link) return undefined;
  const { listed, inImage } = match;
  if (listed === undefined || inImage === undefined || listed.bytes < largeBytes) return undefined;
  // the containerd store's commit would compress it
  if ((await onContainerdStore(engine)) || !(await mountsImages(engine))) return undefined;
  const program = fileCopier((await engine.info()).architecture);
  if (program === undefined) return undefined;
  const planned = await plan({ engine, container: looked }, { ...match, listed }, destination, options);
  if (planned === undefined) return undefined;
  const { folders, file } = planned;
  const words = copierArguments(folders.map(absolute), { ...absolute(file), source: posix.join(sourcePath, inImage.path) });
  const mounts: readonly MountSpec[] = [
    { kind: "file", content: program, mode: 0o755, target: programPath },
    { kind: "image", image: inImage.image, path: "/", target: sourcePath, readonly: true },
  ];
  const argv = [programPath, ...words];
  const spec = { image, name: attemptContainer(ctx, "fill"), argv, mounts, network: "none" } as const;
  const container = await engine.create(spec).catch(refused);
  if (container === undefined) return undefined;
  const remove = (layer?: CommittedLayer): void => ctx.background(removeAfterLook(ctx, container, layer));
  let done = false;
  try {
    const status = await runToEnd(engine, container, options.signal ? { signal: options.signal } : {}).catch(refused);
    options.signal?.throwIfAborted();
    done = status?.code === 0;
  } finally {
    if (!done) remove();
  }
  if (!done) return undefined;
  return { container, remove, count: { ...newCount(), files: 1, bytes: file.size, changed: true } };
}

/** What is to be made; undefined where the program could not make just that. */
async function plan(
  target: Target,
  match: Match & Required<Pick<Match, "listed">>,
  destination: Destination,
  options: CopyOptions,
): Promise<{ readonly folders: readonly TarMember[]; readonly file: TarMember } | undefined> {
  const items = async function* (): AsyncGenerator<{ readonly entry: Entry }> {
    for await (const entry of match.listed.entries()) yield { entry };
  };
  const place = await placeOf(target, { matches: [match] }, destination, options);
  const members: TarMember[] = [];
  for await (const member of matchMembers(place, [{ ...match, items }])) members.push(member);
  const file = members.at(-1);
  // It sets no capabilities and no time before the epoch, and what the engine shows in a container hides the image's own.
  if (file?.type !== "file" || file.pax !== undefined || file.mtime < 0) return undefined;
  return members.some(({ name }) => shownByEngine(`/${name}`)) ? undefined : { folders: members.slice(0, -1), file };
}

const absolute = (member: TarMember) => ({ ...member, path: `/${member.name}` });

/** An engine may not mount images after all. */
function refused(error: unknown): undefined {
  if (!(error instanceof EngineRefusedError)) throw error;
}
