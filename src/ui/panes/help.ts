/** The keys, from the table, in place of the panes. */
import { keyGroups, keysLabel } from "../keys.ts";
import { exactly, fitRow, type Row, ruled, span } from "../rows.ts";
import { clip, width } from "../text.ts";
import type { Style, Theme } from "../theme.ts";

export type HelpProps = {
  readonly top: number;
  readonly columns: number;
  readonly height: number;
  readonly theme: Theme;
};

const keyWidth = 20;
/** From here on each of two columns has room for the longest help. */
const twoColumnsFrom = 160;

/** What the signs in the list mean. */
function marks({ glyphs }: Theme): readonly Row[] {
  const signs: readonly (readonly [string, Style, string])[] = [
    [glyphs.pending, "dim", "not run yet"],
    [glyphs.spinner[0] ?? "", "accent", "running"],
    [glyphs.cached, "good", "built before from the same inputs, found again"],
    [glyphs.done, "good", "done; its time and the size of its layer stand beside it"],
    [glyphs.failed, "bad", "failed or stopped; what it did is kept as a layer"],
    [glyphs.hand, "hand", "made by hand: accepted, or run on a kept layer"],
    [glyphs.breakpoint, "bad", "breakpoint: the build stops before this step"],
    [glyphs.arrow, "warn", "where the build stands: between two steps"],
  ];
  const rows = signs.map(([sign, style, words]): Row => [span(`   ${sign}`, style), span(" ".repeat(keyWidth - 1)), span(words)]);
  return [[span(" Marks", "accent")], ...rows, []];
}

function groupRows(columns: number, theme: Theme): readonly (readonly Row[])[] {
  const keys = keyGroups().map(({ group, rows }): readonly Row[] => [
    [span(` ${group}`, "accent")],
    ...rows.map((row): Row => {
      const keys = clip(keysLabel(row), keyWidth - 1);
      const room = Math.max(0, columns - keyWidth - 3);
      return [span(`   ${keys}${" ".repeat(keyWidth - width(keys))}`, "strong"), span(clip(row.help, room))];
    }),
    [],
  ]);
  return [...keys.slice(0, -1), marks(theme), ...keys.slice(-1)];
}

/** All rows of the help, in one column or in two. */
function helpRows(columns: number, theme: Theme): readonly Row[] {
  if (columns < twoColumnsFrom) return groupRows(columns, theme).flat();
  const half = Math.floor(columns / 2);
  const groups = groupRows(half, theme);
  const total = groups.flat().length;
  const left: Row[] = [];
  let taken = 0;
  while (taken < groups.length && left.length + (groups[taken]?.length ?? 0) <= total / 2 + 4)
    left.push(...(groups[taken++] ?? []));
  const right = groups.slice(taken).flat();
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [
    ...fitRow(left[at] ?? [], half),
    ...(right[at] ?? []),
  ]);
}

/** A heading and `height - 1` rows from `top` on. `last` is the greatest top that makes sense. */
export function helpPane({ top, columns, height, theme }: HelpProps): { readonly rows: readonly Row[]; readonly last: number } {
  const all = helpRows(columns, theme);
  const room = Math.max(0, height - 1);
  const last = Math.max(0, all.length - 1 - room);
  const from = Math.min(top, last);
  const right = last > 0 ? [span(` ${from + 1}-${Math.min(all.length - 1, from + room)} of ${all.length - 1} `, "dim")] : [];
  const heading = ruled([span(theme.glyphs.rule, "dim"), span(" Keys ", "strong")], right, columns, theme.glyphs.rule);
  return { rows: exactly([heading, ...all.slice(from, from + room)], height), last };
}
