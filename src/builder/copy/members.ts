/**
 * What a copy puts where: from the matches of a selection and what stands at their destination to the members of a tar, by the
 * rules of COPY and ADD. How they reach the image is for others.
 */
import { posix } from "node:path";
import type { Entry, Item, Match, Selection } from "../../context/entries.ts";
import type { TarMember } from "../../context/tar-write.ts";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../errors.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { directoriesToMake, emptyRoot, type Resolved } from "../image-fs/resolve-path.ts";
import { applyChmod, type Chmod, parentMode } from "./chmod.ts";
import type { Destination } from "./destination.ts";
import { existingDirectories } from "./existing-directories.ts";
import { type Owner, root } from "./owner.ts";
import { type SentFolders, sentFolders } from "./uncommitted-dirs.ts";

export type CopyOptions = {
  /** Overrides every owner, and that of directories made on the way. */
  readonly owner?: Owner;
  readonly chmod?: Chmod;
  /** COPY --link: as if copied into an empty root, and that laid over the container's (BuildKit's merge). */
  readonly link?: boolean;
  /** What stands at a path; default Files.resolve(). */
  readonly resolve?: (path: string) => Promise<Resolved>;
  /** Time of directories made on the way, seconds since the epoch; default now. */
  readonly now?: number;
  /** Called with the bytes of content sent so far, at most once per piece of a quarter MiB. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
};

/** The container that files are copied to: made, and never started. */
export type Target = { readonly engine: Engine; readonly container: string };

const keep: Chmod = { kind: "keep" };

/** Looks at the destination once. Throws UserError where something is in the way. */
export async function placeOf(
  { engine, container }: Target,
  selection: Selection,
  destination: Destination,
  options: CopyOptions,
): Promise<Place> {
  const files = filesOf(engine, container);
  const resolved = options.link ? emptyRoot(destination.path) : await (options.resolve ?? files.resolve)(destination.path);
  const { path, stat } = resolved;
  const kind = stat === undefined ? "missing" : stat.type === "directory" ? "directory" : "other";
  return {
    destination,
    options,
    target: { path, kind },
    missing: kind === "other" ? [] : directoriesToMake(resolved),
    existing: options.link ? new Map() : await existingDirectories(files, selection, path),
  };
}

/** What is known of the destination; it changes while matches arrive there. The engine is not asked again while it extracts. */
export type Place = {
  readonly destination: Destination;
  readonly options: CopyOptions;
  target: { readonly path: string; readonly kind: "missing" | "directory" | "other" };
  /** Directories that are still to be made, outermost first; the target itself last if it is missing. */
  missing: readonly string[];
  /** Directories that are there where waited ones arrive, by absolute path. */
  readonly existing: ReadonlyMap<string, Entry>;
};

/** Plain matches, each by the rules of its kind. */
export async function* matchMembers(place: Place, matches: readonly Match[]): AsyncGenerator<TarMember> {
  for (const match of matches) {
    if (match.type === "directory") yield* directoryMembers(place, match);
    else yield* fileMembers(place, match);
  }
}

/** The contents of a directory go into the destination, which is made if missing and keeps mode and owner if it exists. */
async function* directoryMembers(place: Place, match: Match): AsyncGenerator<TarMember> {
  if (place.target.kind === "other") throw new UserError({ message: `cannot copy to non-directory: ${place.target.path}` });
  for await (const item of match.items()) {
    if (item.entry.path !== "") yield toMember(place, item, place.target.path);
    else if (match.ownRoot) yield* makeOwnRoot(place, item);
    else yield* makeTarget(place, item.entry.mtime);
  }
}

/** As makeTarget, but a destination without a trailing slash that is missing becomes the source directory, mode and all. */
function* makeOwnRoot(place: Place, item: Item): Generator<TarMember> {
  const { path, kind } = place.target;
  if (kind !== "missing" || place.destination.directory) return yield* makeTarget(place, item.entry.mtime);
  yield* makeDirectories(place, place.missing.slice(0, -1));
  yield toMember(place, item, path);
  place.target = { path, kind: "directory" };
  place.missing = [];
}

/** A file goes into a directory under its own name, and becomes anything else. */
async function* fileMembers(place: Place, match: Match): AsyncGenerator<TarMember> {
  if (place.destination.directory) yield* makeTarget(place);
  else if (place.target.kind === "missing") yield* makeDirectories(place, place.missing.slice(0, -1));
  const { path, kind } = place.target;
  const at = kind === "directory" ? posix.join(path, match.name) : path;
  for await (const item of match.items()) yield toMember(place, item, at);
  if (kind === "missing") {
    place.target = { path, kind: "other" };
    place.missing = [];
  }
}

/** Members of an archive; its destination is always a directory. Modes stay as they are in the archive; --chmod means none here. */
export async function* archiveMembers(place: Place, items: () => AsyncIterable<Item>): AsyncGenerator<TarMember> {
  yield* makeTarget(place, undefined, keep);
  const plain: Place = { ...place, options: { ...place.options, chmod: keep } };
  for await (const item of items()) yield toMember(plain, item, place.target.path);
}

/** Makes the destination as a directory if it is missing. `mtime`: that of the directory whose contents it receives. */
function* makeTarget(place: Place, mtime?: number, chmod = place.options.chmod): Generator<TarMember> {
  const { path, kind } = place.target;
  if (kind === "directory") return;
  if (kind === "other") throw new UserError({ message: `mkdir ${path}: not a directory` });
  yield* makeDirectories(place, place.missing, mtime, chmod);
  place.target = { path, kind: "directory" };
  place.missing = [];
}

function* makeDirectories(
  { options }: Place,
  paths: readonly string[],
  mtime?: number,
  chmod = options.chmod,
): Generator<TarMember> {
  const mode = parentMode(chmod ?? keep);
  for (const [index, path] of paths.entries()) {
    const last = index === paths.length - 1;
    yield directoryMember(
      path,
      mode,
      options.owner ?? root,
      (last ? mtime : undefined) ?? options.now ?? Math.floor(Date.now() / 1000),
    );
  }
}

/** A directory of the tar; `path` is absolute. */
export function directoryMember(path: string, mode: number, owner: Owner, mtime: number): TarMember {
  return { name: path.slice(1), type: "directory", mode, uid: owner.uid, gid: owner.gid, size: 0, mtime };
}

/** `base` is where the root of the item's tree ends up. */
function toMember({ options, existing }: Place, { entry, read, waited }: Item, base: string): TarMember {
  const { path, type, uid, gid, size, mtime, linkTarget, devMajor, devMinor, pax } = entry;
  const there = waited ? existing.get(below(base, path)) : undefined;
  // A directory that came only for what is below it passes its mode to one that is there, nothing else (BuildKit).
  if (there) return directoryMember(below(base, path), entry.mode, there, there.mtime);
  const mode = type === "symlink" ? entry.mode : applyChmod(options.chmod ?? { kind: "keep" }, entry.mode, type === "directory");
  const owner = options.owner ?? { uid, gid };
  const target = type === "hardlink" ? below(base, linkTarget ?? "").slice(1) : linkTarget;
  // Field by field: what is put together from the rest of another object outlives the collector's quick rounds (Node 20).
  const member: Mutable<TarMember> = {
    name: below(base, path).slice(1),
    type,
    mode,
    uid: owner.uid,
    gid: owner.gid,
    size,
    mtime,
  };
  if (target !== undefined) member.linkTarget = target;
  if (devMajor !== undefined) member.devMajor = devMajor;
  if (devMinor !== undefined) member.devMinor = devMinor;
  if (pax) member.pax = pax;
  if (read) member.content = read();
  return member;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function below(base: string, path: string): string {
  if (path === "") return base;
  return base === "/" ? `/${path}` : `${base}/${path}`;
}

export type Count = { files: number; bytes: number; changed: boolean; readonly folders: SentFolders };

export const newCount = (): Count => ({ files: 0, bytes: 0, changed: false, folders: sentFolders() });

/** The members as they are, counted and their progress told while they pass. */
export async function* counted(members: AsyncIterable<TarMember>, count: Count, options: CopyOptions): AsyncGenerator<TarMember> {
  for await (const member of members) {
    options.signal?.throwIfAborted();
    count.changed = true;
    count.folders.see(member);
    if (member.type !== "directory") count.files++;
    const content = member.content;
    if (content === undefined || content instanceof Uint8Array) {
      count.bytes += member.size;
      if (member.size > 0) options.onProgress?.(count.bytes);
      yield member;
      continue;
    }
    const watched = async function* (): AsyncGenerator<Uint8Array> {
      for await (const part of content) {
        options.signal?.throwIfAborted();
        count.bytes += part.length;
        options.onProgress?.(count.bytes);
        yield part;
      }
    };
    yield { ...member, content: watched() };
  }
}
