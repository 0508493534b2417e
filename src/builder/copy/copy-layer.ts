/**
 * A large copy as a layer made here and loaded (POST /images/load) instead of being unpacked into a container and committed: the
 * engine then writes its files once, not twice. Only for copies whose layer nothing in the container decides about but the
 * folders on the way; copy-into.ts does all others, and gives the errors.
 */
import { posix } from "node:path";
import type { Entry, Listing, Match, Selection } from "../../context/entries.ts";
import { packedMember, packedSize, packTar, type TarMember } from "../../context/tar-write.ts";
import type { LayerTar } from "../../engine/engine.ts";
import { type Files, filesOf } from "../image-fs/container-files.ts";
import type { Destination } from "./destination.ts";
import {
  type CopyOptions,
  type Count,
  counted,
  directoryMember,
  matchMembers,
  newCount,
  type Place,
  placeOf,
  type Target,
} from "./members.ts";

/** `count` is complete once the layer was read to its end. */
export type CopyLayer = { readonly layer: LayerTar; readonly count: Readonly<Count> };

/**
 * The copy as a layer on top of the container's image; undefined where it is too small to gain by it, where its size is not
 * known beforehand, or where what is at the destination may have a say. Throws UserError where something is in the way.
 */
export async function layerOfCopy(
  target: Target,
  selection: Selection,
  destination: Destination,
  options: CopyOptions = {},
): Promise<CopyLayer | undefined> {
  const [match] = selection.matches;
  if (match === undefined || selection.matches.length > 1) return undefined;
  const { listed, open, waited } = match;
  if (listed === undefined || open || waited || options.link || !isLarge(listed)) return undefined;
  const files = filesOf(target.engine, target.container);
  const place = await placeOf(target, selection, destination, options);
  if (!(await hasNoSay(files, place, match))) return undefined;
  const above = await directoriesAbove(files, place);
  const size = await sizeOf({ ...place }, { ...match, items: () => contentless(listed) }, above);
  if (size === undefined) return undefined;
  const count = newCount();
  const members = async function* (): AsyncGenerator<TarMember> {
    yield* above;
    yield* counted(matchMembers(place, [match]), count, options);
  };
  return { layer: { size, pieces: packTar(members()) }, count };
}

/** Below that the calls cost more than the files (measured on overlay2: docs/performance.md). */
const isLarge = ({ files, bytes }: Listing): boolean => files >= 200 || bytes >= 8_000_000;

/** Does the same arrive whatever stands at the destination? A folder with something in it may hold what a file cannot replace. */
async function hasNoSay(files: Files, { target, destination }: Place, match: Match): Promise<boolean> {
  if (target.kind === "missing") return true;
  if (match.type === "directory") return target.kind === "directory" && (await isEmpty(files, target.path));
  if (target.kind === "other") return !destination.directory;
  return (await files.stat(posix.join(target.path, match.name)))?.type !== "directory";
}

async function isEmpty(files: Files, path: string): Promise<boolean> {
  let entries = 0;
  for await (const _entry of files.list(path)) if (++entries > 1) return false;
  return true;
}

/**
 * The folders that are there on the way to what the copy makes, as they are: a layer that left them out would give them root's
 * ownership and mode 0755. The innermost one receives something new, so its time is now, as in a container.
 */
async function directoriesAbove(files: Files, { target, missing }: Place): Promise<readonly TarMember[]> {
  const innermost = target.kind === "directory" ? target.path : posix.dirname(missing[0] ?? target.path);
  const parts = innermost.split("/").filter((part) => part !== "");
  const paths = parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
  const headers = await Promise.all(paths.map((path) => files.header(path)));
  return paths.map((path, index) => {
    const { mode = 0o755, uid = 0, gid = 0, mtime = 0 } = headers[index] ?? {};
    return directoryMember(path, mode, { uid, gid }, index === paths.length - 1 ? Math.floor(Date.now() / 1000) : mtime);
  });
}

/** Of the packed layer; undefined when a name in it means a deletion to whoever unpacks a layer. */
async function sizeOf(place: Place, match: Match, above: readonly TarMember[]): Promise<number | undefined> {
  let size = packedSize(above);
  for await (const member of matchMembers(place, [match])) {
    if (/(^|\/)\.wh\./.test(member.name)) return undefined;
    size += packedMember(member);
  }
  return size;
}

async function* contentless({ entries }: Listing): AsyncGenerator<{ readonly entry: Entry }> {
  for await (const entry of entries()) yield { entry };
}
