/** Changes in the order a person wants, those that a filter leaves. Pure. */
import type { Change, Changes } from "../../../look/found.ts";

export const orders = ["newest", "name", "folders"] as const;
export type Order = (typeof orders)[number];

/** `folder`: all that changed in it, when totals are asked for. */
export type ChangeRow =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "folder"; readonly path: string; readonly files: number; readonly size: number };

export type Arranged = {
  readonly rows: readonly ChangeRow[];
  readonly added: number;
  readonly modified: number;
  readonly deleted: number;
  /** Bytes of what was added or modified. */
  readonly size: number;
};

/** `logsFirst`: of a step that failed what may tell why is on top of the newest. */
export type Wanted = { readonly order: Order; readonly filter: string; readonly logsFirst: boolean };
type Known = Wanted & { readonly arranged: Arranged };
const known = new WeakMap<Changes, Known>();

/** Done once for as long as nothing of it changes: a key that moves sorts nothing. */
export function arranged(changes: Changes, wanted: Wanted): Arranged {
  const { order, filter, logsFirst } = wanted;
  const old = known.get(changes);
  if (old?.order === order && old.filter === filter && old.logsFirst === logsFirst) return old.arranged;
  const made = arrange(changes, wanted);
  known.set(changes, { order, filter, logsFirst, arranged: made });
  return made;
}

function arrange({ list }: Changes, { order, filter, logsFirst }: Wanted): Arranged {
  const wanted = filter.toLowerCase();
  const left = wanted === "" ? list : list.filter(({ path }) => path.toLowerCase().includes(wanted));
  const count = (kind: Change["kind"]) => left.filter((change) => change.kind === kind).length;
  const rows =
    order === "folders" ? totals(left) : inOrder(left, order, logsFirst).map((change): ChangeRow => ({ kind: "change", change }));
  const [added, modified, deleted] = [count("added"), count("modified"), count("deleted")];
  return { rows, added, modified, deleted, size: left.reduce((sum, change) => sum + bytesOf(change), 0) };
}

const bytesOf = ({ kind, size }: Change): number => (kind === "deleted" ? 0 : size);

/** The list is by path already. What is gone has no time of its own: it comes last. */
function inOrder(list: readonly Change[], order: Order, logsFirst: boolean): readonly Change[] {
  if (order === "name") return list;
  const time = ({ kind, mtime }: Change): number => (kind === "deleted" ? Number.NEGATIVE_INFINITY : mtime);
  const sorted = list.toSorted((one, other) => (time(one) === time(other) ? 0 : time(other) - time(one)));
  return logsFirst ? [...sorted.filter(isLog), ...sorted.filter((change) => !isLog(change))] : sorted;
}

/** Files that a failed step wrote, in that order. `first`: no more than a row of the screen has room for. */
export type Written = { readonly first: readonly string[]; readonly count: number };
const mostFirst = 40;
const knownWritten = new WeakMap<Changes, Written>();

export function written(changes: Changes): Written {
  const old = knownWritten.get(changes);
  if (old !== undefined) return old;
  const files = changes.list.filter(({ kind, type }) => kind !== "deleted" && type === "file");
  const first = inOrder(files, "newest", true).slice(0, mostFirst);
  const made = { first: first.map(({ path }) => path), count: files.length };
  knownWritten.set(changes, made);
  return made;
}

/** As configure, CMake, spack, npm, yarn, the JVM and the kernel call what they leave behind. */
const logName =
  /(?:\.log|^spack-(?:build|configure)-(?:out|args)\.txt|^CMakeConfigureLog\.yaml|^(?:npm|yarn)-(?:debug|error)\.log.*|^core(?:\.\d+)?)$/i;

const isLog = ({ kind, type, path }: Change): boolean =>
  kind !== "deleted" && type === "file" && logName.test(path.slice(path.lastIndexOf("/") + 1));

/** Levels of folders that totals are told for. */
const levels = 2;

/** The largest first. */
function totals(list: readonly Change[]): readonly ChangeRow[] {
  const folders = new Map<string, { files: number; size: number }>();
  for (const change of list) {
    if (change.type === "directory" && change.kind !== "deleted") continue;
    const parts = change.path.split("/").slice(1, -1).slice(0, levels);
    const folder = `/${parts.join("/")}`;
    const total = folders.get(folder) ?? { files: 0, size: 0 };
    total.files += 1;
    total.size += bytesOf(change);
    folders.set(folder, total);
  }
  const rows = [...folders].map(([path, total]) => ({ kind: "folder" as const, path, ...total }));
  return rows.sort((one, other) => other.size - one.size || (one.path < other.path ? -1 : 1));
}
