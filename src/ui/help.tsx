/** The keys, from the table, and what the marks mean, in place of the panes. */
import { Box } from "ink";
import type { ReactElement } from "react";
import { keyLabel } from "../debugger/commands/key-names.ts";
import type { Area } from "./arrangement.ts";
import { keyGroups, lineOfKey } from "./commands/all-rows.ts";
import { Heading } from "./components/heading.tsx";
import { Fixed, Line } from "./components/line.tsx";
import { useView } from "./hooks/use-scene.ts";
import { clip, visible, width } from "./text.ts";
import { type Glyphs, plainTheme, type Style, useTheme } from "./theme.ts";
import type { View } from "./view.ts";

const keyWidth = 20;
/** From here on each of two columns has room for the longest help. */
const twoColumnsFrom = 160;

/** One row each: what is pressed or drawn, and what it means. */
type Entry = { readonly sign: string; readonly look: Style; readonly meaning: string };
type Section = { readonly title: string; readonly entries: readonly Entry[] };

/** The person's own keys, those of the table, the marks; the editor's keys last, as the least needed. */
function sections(view: Pick<View, "bindings">, glyphs: Glyphs): readonly Section[] {
  const own = view.bindings.map(
    ({ key, line }): Entry => ({ sign: keyLabel(key), look: "strong", meaning: meaningOf(key, line) }),
  );
  const keys = keyGroups(view).map(
    ({ group, rows }): Section => ({
      title: group,
      entries: rows.map((row) => ({ sign: row.keys.map(keyLabel).join(" "), look: "strong", meaning: row.help })),
    }),
  );
  return [
    ...(own.length === 0 ? [] : [{ title: "Your keys", entries: own }]),
    ...keys.slice(0, -1),
    marks(glyphs),
    ...keys.slice(-1),
  ];
}

const marks = (glyphs: Glyphs): Section => {
  const signs: readonly (readonly [string, Style, string])[] = [
    [glyphs.pending, "dim", "not run yet"],
    [glyphs.spinner[0] ?? "", "accent", "running"],
    [glyphs.frozen, "warn", "frozen by a breakpoint in the middle"],
    [glyphs.cached, "good", "built before from the same inputs, found again"],
    [glyphs.done, "good", "done; its time and the size of its layer stand beside it"],
    [glyphs.failed, "bad", "failed or stopped; what it did is kept as a layer"],
    [glyphs.hand, "hand", "made by hand: accepted, skipped, or run on a kept layer"],
    [glyphs.breakpoint, "bad", "breakpoint: the build stops before this step"],
    [glyphs.arrow, "warn", "where the build stands: between two steps"],
  ];
  return { title: "Marks", entries: signs.map(([sign, look, meaning]) => ({ sign, look, meaning })) };
};

/** A command as it was bound, and what the key is in the table. */
function meaningOf(key: string, line: string): string {
  const own = lineOfKey(key);
  return visible(own === undefined || own === line ? line : `${line} (was ${own})`);
}

/** Rows of a section: its title, its entries, a blank one. */
const heightOf = ({ entries }: Section): number => entries.length + 2;

/** The sections in one column or in two. */
function columnsOf(view: Pick<View, "bindings">, columns: number, glyphs: Glyphs): readonly (readonly Section[])[] {
  const all = sections(view, glyphs);
  if (columns < twoColumnsFrom) return [all];
  const total = all.reduce((sum, section) => sum + heightOf(section), 0);
  let taken = 0;
  for (let rows = 0; taken < all.length && rows + heightOf(all[taken] as Section) <= total / 2 + 4; taken++)
    rows += heightOf(all[taken] as Section);
  return [all.slice(0, taken), all.slice(taken)];
}

/** Rows of the whole help, without the blank one at its end. */
const helpLength = (view: Pick<View, "bindings">, columns: number): number =>
  Math.max(
    ...columnsOf(view, columns, plainTheme.glyphs).map((part) => part.reduce((sum, section) => sum + heightOf(section), 0)),
  ) - 1;

/** The greatest first row that makes sense in a pane of `height` rows. */
export const helpLast = (view: Pick<View, "bindings">, { width: columns, height }: Area): number =>
  Math.max(0, helpLength(view, columns) - Math.max(0, height - 1));

export function Help({ columns, height }: { readonly columns: number; readonly height: number }) {
  const { glyphs } = useTheme();
  const view = useView();
  const { help = 0 } = view;
  const length = helpLength(view, columns);
  const room = Math.max(0, height - 1);
  const last = helpLast(view, { width: columns, height });
  const top = Math.min(help, last);
  const parts = columnsOf(view, columns, glyphs);
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      <Heading
        spans={[["strong", " Keys "]]}
        right={last > 0 && <Fixed spans={[["dim", ` ${top + 1}-${Math.min(length, top + room)} of ${length} `]]} />}
      />
      <Box height={room} flexShrink={0}>
        {parts.map((part) => (
          <Box key={part[0]?.title} flexDirection="column" width={Math.floor(columns / parts.length)} flexShrink={0}>
            {part.flatMap(sectionRows).slice(top, top + room)}
          </Box>
        ))}
      </Box>
    </Box>
  );
}

const sectionRows = ({ title, entries }: Section): readonly ReactElement[] => [
  <Line key={title} spans={[["accent", ` ${title}`]]} />,
  ...entries.map(({ sign, look, meaning }) => {
    const shown = clip(sign, keyWidth - 1);
    return (
      <Line
        key={`${title} ${sign}`}
        spans={[
          [look, `   ${shown}`],
          ["plain", " ".repeat(keyWidth - width(shown)) + meaning],
        ]}
      />
    );
  }),
  <Line key={`after ${title}`} />,
];
