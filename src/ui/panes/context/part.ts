/** The part of the build context that is shown, and its sums. Pure. */
import type { ContextAccount, ContextRow } from "../../../look/found.ts";
import type { Part } from "./state.ts";

export type Shown = { readonly rows: readonly ContextRow[]; readonly sums: Readonly<Record<Part, Sum>> };
export type Sum = { readonly files: number; readonly bytes: number };

const known = new WeakMap<ContextAccount, Map<string, Shown>>();

/** `line`: of the selected instruction. Done once for as long as nothing of it changes. */
export function shownPartOf(account: ContextAccount, part: Part, line: number): Shown {
  const all = known.get(account) ?? new Map<string, Shown>();
  known.set(account, all);
  const key = `${part} ${line}`;
  const old = all.get(key);
  if (old !== undefined) return old;
  const sums = {
    all: sumOf(account, "all", line),
    taken: sumOf(account, "taken", line),
    unused: sumOf(account, "unused", line),
    out: sumOf(account, "out", line),
  };
  const made = { rows: account.rows.filter((row) => isIn(row, part, line)), sums };
  all.set(key, made);
  return made;
}

function isIn({ out, taken }: ContextRow, part: Part, line: number): boolean {
  switch (part) {
    case "all":
      return true;
    case "taken":
      return taken.includes(line);
    case "unused":
      return out === undefined && taken.length === 0;
    case "out":
      return out !== undefined;
  }
}

function sumOf({ rows }: ContextAccount, part: Part, line: number): Sum {
  let files = 0;
  let bytes = 0;
  for (const row of rows) {
    if (!isIn(row, part, line)) continue;
    files += row.files;
    bytes += row.bytes;
  }
  return { files, bytes };
}
