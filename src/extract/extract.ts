/**
 * Unpacks the archive of one path onto this machine's disk, as `docker cp` places it. The archive is a stranger's: nothing is
 * written outside of the destination, through a link, or onto anything that is no regular file.
 */
import fs from "node:fs";
import path from "node:path";
import type { TarEntry } from "../context/tar-read.ts";
import { UserError } from "../errors.ts";

export type Extracted = {
  files: number;
  bytes: number;
  /** Devices, pipes and sockets, which are left out. */
  readonly skipped: string[];
};

export type Placed = {
  /** Absolute; links resolved. It exists. */
  readonly folder: string;
  /** What the archive's first name becomes in it; "": the contents go right into the folder. */
  readonly name: string;
};

/**
 * Where things go (the rules of `docker cp`): into `destination` where that is a folder, else to that name. `contents`: what is
 * in the folder and not itself, for a source that ends in `/.`. Throws UserError.
 */
export function placeFor(
  destination: string,
  source: { readonly name: string; readonly isFolder: boolean; readonly contents: boolean },
): Placed {
  const there = fs.statSync(destination, { throwIfNoEntry: false });
  if (there?.isDirectory()) {
    return { folder: fs.realpathSync(destination), name: source.contents ? "" : source.name };
  }
  if (there && source.isFolder)
    throw new UserError({ message: `${destination} is no folder`, hint: "a folder cannot be copied onto a file" });
  if (there && !there.isFile()) throw special(destination);
  if (!there && destination.endsWith("/") && !source.isFolder)
    throw new UserError({ message: `there is no folder ${destination}`, hint: `mkdir ${destination}` });
  const full = path.resolve(destination);
  const parent = path.dirname(full);
  if (!fs.statSync(parent, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError({ message: `there is no folder ${parent}`, hint: `mkdir -p ${parent}` });
  // a link that the user named means what it leads to
  const target = there ? fs.realpathSync(full) : full;
  return { folder: fs.realpathSync(path.dirname(target)), name: path.basename(target) };
}

/** What is where the source would go and would be written over or into. */
export function inTheWayOf({ folder, name }: Placed): string | undefined {
  const file = path.join(folder, name);
  if (name === "") return fs.readdirSync(folder).length > 0 ? file : undefined;
  return fs.lstatSync(file, { throwIfNoEntry: false }) && file;
}

export type HowToExtract = {
  /** Files that are there are written over; else that throws. */
  readonly replace: boolean;
  readonly onProgress: (done: Extracted) => void;
};

/**
 * Writes the members. Owner: who runs this; modes as in the archive, without set-user and set-group bits, which mean somebody else.
 * Throws UserError for what would leave the destination or replaces what it must not.
 */
export async function extract(
  members: AsyncIterable<TarEntry>,
  place: Placed,
  { replace, onProgress }: HowToExtract,
): Promise<Extracted> {
  const done: Extracted = { files: 0, bytes: 0, skipped: [] };
  const written = new Map<string, string>();
  const folders: { readonly file: string; readonly mode: number; readonly mtime: number }[] = [];
  for await (const { entry, read } of members) {
    const parts = placeOf(entry.path, place.name);
    const file = path.join(place.folder, ...parts);
    if (parts.length > 0) checkFolders(place.folder, parts.slice(0, -1));
    const there = parts.length === 0 ? undefined : fs.lstatSync(file, { throwIfNoEntry: false });
    const mode = entry.mode & 0o1777;
    if (entry.type === "directory") {
      if (there && !there.isDirectory()) throw inTheWay(file, "is no folder");
      if (!there && parts.length > 0) fs.mkdirSync(file, { mode: 0o700 });
      if (parts.length > 0) folders.push({ file, mode, mtime: entry.mtime });
      continue;
    }
    if (entry.type !== "file" && entry.type !== "symlink" && entry.type !== "hardlink") {
      done.skipped.push(entry.path);
      continue;
    }
    if (there?.isDirectory()) throw inTheWay(file, "is a folder");
    if (there && !there.isFile() && !there.isSymbolicLink()) throw special(file);
    if (there && !replace) throw inTheWay(file, "is there already");
    if (there) fs.unlinkSync(file);
    if (entry.type === "symlink") fs.symlinkSync(entry.linkTarget ?? "", file);
    else if (entry.type === "hardlink") {
      const first = written.get(entry.linkTarget ?? "");
      if (first === undefined) throw new UserError(`the archive is damaged: ${entry.path} is a link to what did not come before`);
      fs.linkSync(first, file);
    } else {
      await writeFile(file, read(), { mode, mtime: entry.mtime }, (bytes) => {
        done.bytes += bytes;
        onProgress(done);
      });
      written.set(entry.path, file);
    }
    done.files++;
    onProgress(done);
  }
  // the innermost first: what is written in a folder changes its time, and needs it writable
  for (const { file, mode, mtime } of folders.reverse()) {
    fs.chmodSync(file, mode);
    fs.utimesSync(file, mtime, mtime);
  }
  return done;
}

/** The first part of a name in the archive is the source's own: it becomes the destination's. */
function placeOf(name: string, top: string): readonly string[] {
  const [, ...rest] = name.split("/");
  if (rest.some((part) => part === ".." || part === ".")) throw new UserError(`the archive is damaged: ${name} leaves its root`);
  return top === "" ? rest : [top, ...rest];
}

/** Every folder on the way is one, and no link: neither one that was there nor one that the archive brought. */
function checkFolders(root: string, parts: readonly string[]): void {
  let at = root;
  for (const part of parts) {
    at = path.join(at, part);
    const there = fs.lstatSync(at, { throwIfNoEntry: false });
    if (there === undefined) fs.mkdirSync(at, { mode: 0o755 });
    else if (there.isSymbolicLink()) throw inTheWay(at, "is a link, and nothing is written through one");
    else if (!there.isDirectory()) throw inTheWay(at, "is no folder");
  }
}

async function writeFile(
  file: string,
  content: AsyncIterable<Uint8Array>,
  { mode, mtime }: { readonly mode: number; readonly mtime: number },
  onBytes: (count: number) => void,
): Promise<void> {
  // "wx" neither follows a link nor opens what somebody else put there meanwhile
  const handle = await fs.promises.open(file, "wx", 0o600);
  try {
    for await (const piece of content) {
      await handle.writeFile(piece);
      onBytes(piece.length);
    }
    await handle.chmod(mode);
    await handle.utimes(mtime, mtime);
  } finally {
    await handle.close();
  }
}

const inTheWay = (file: string, why: string): UserError =>
  new UserError({ message: `${file} ${why}`, hint: "move it away, or name another destination" });
const special = (file: string): UserError =>
  new UserError({ message: `${file} is a device, pipe or socket: it is not overwritten` });
