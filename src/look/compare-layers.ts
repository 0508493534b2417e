/** What a layer has otherwise than the layer before it, from the lists of both. Pure. */
import type { Change, Changes, LayerEntry, Listing } from "./found.ts";

/** What `after` has otherwise; a folder that is gone stands for all that was in it. */
export function compareLayers(before: Listing, after: Listing): Changes {
  const { there, gone } = differences(before, after);
  return { list: byPath([...there, ...folded(gone)]) };
}

/** The same with everything that is gone by itself. */
export function everyChange(before: Listing, after: Listing): readonly Change[] {
  const { there, gone } = differences(before, after);
  return byPath([...there, ...[...gone.values()].map((entry) => changeOf(entry, "deleted"))]);
}

const byPath = (list: Change[]): readonly Change[] => list.sort((one, other) => (one.path < other.path ? -1 : 1));

type Differences = { readonly there: readonly Change[]; readonly gone: ReadonlyMap<string, LayerEntry> };

/**
 * Where both lie on an overlay a file that the layer has anew has another inode, whatever it looks like: times in layers are whole
 * seconds. Elsewhere one that looks alike counts as the same. A folder counts when its own mode or owner is another.
 */
function differences(before: Listing, after: Listing): Differences {
  const inodes = before.inodes && after.inodes;
  const old = new Map(before.entries.map((entry) => [entry.path, entry]));
  const there: Change[] = [];
  for (const entry of after.entries) {
    const was = old.get(entry.path);
    old.delete(entry.path);
    if (was === undefined) there.push(changeOf(entry, "added"));
    else if (!isSame(was, entry, inodes)) there.push(modified(was, entry));
  }
  return { there, gone: old };
}

function isSame(was: LayerEntry, now: LayerEntry, inodes: boolean): boolean {
  if (was.type !== now.type || was.mode !== now.mode || was.uid !== now.uid || was.gid !== now.gid) return false;
  if (now.type === "directory") return true;
  if (inodes) return was.inode === now.inode;
  return was.size === now.size && was.mtime === now.mtime && was.target === now.target && was.device === now.device;
}

const changeOf = ({ path, type, size, mtime }: LayerEntry, kind: Change["kind"]): Change => ({ path, kind, type, size, mtime });

function modified(was: LayerEntry, now: LayerEntry): Change {
  const what = [
    was.type === now.type ? "" : `${typeWords[was.type]} -> ${typeWords[now.type]}`,
    was.type !== now.type || was.mode === now.mode ? "" : `mode ${was.mode.toString(8)} -> ${now.mode.toString(8)}`,
    was.uid === now.uid && was.gid === now.gid ? "" : `owner ${was.uid}:${was.gid} -> ${now.uid}:${now.gid}`,
    was.target === now.target || was.type !== now.type ? "" : `-> ${now.target}`,
  ].filter((each) => each !== "");
  return { ...changeOf(now, "modified"), ...(what.length > 0 && { what: what.join(", ") }) };
}

const typeWords: Readonly<Record<LayerEntry["type"], string>> = {
  file: "file",
  directory: "folder",
  symlink: "link",
  other: "device, pipe or socket",
};

function folded(gone: ReadonlyMap<string, LayerEntry>): readonly Change[] {
  const told = new Map<string, Change>();
  for (const entry of [...gone.values()].sort((one, other) => (one.path < other.path ? -1 : 1))) {
    const above = [...aboves(entry.path)].find((path) => gone.has(path));
    const folder = above === undefined ? undefined : told.get(above);
    if (folder === undefined) told.set(entry.path, changeOf(entry, "deleted"));
    else told.set(folder.path, { ...folder, size: folder.size + entry.size, below: (folder.below ?? 0) + 1 });
  }
  return [...told.values()];
}

/** The folders above a path, outermost first. */
function* aboves(path: string): Iterable<string> {
  for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1)) yield path.slice(0, at);
}
