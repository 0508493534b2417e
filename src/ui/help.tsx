/** The keys, from the table, and what the marks mean, in place of the panes. */
import { Box } from "ink";
import type { ReactElement } from "react";
import { keyGroups, keysLabel } from "./commands/all-rows.ts";
import { Heading } from "./components/heading.tsx";
import { Fixed, Line } from "./components/line.tsx";
import { useView } from "./hooks/use-scene.ts";
import { clip, width } from "./text.ts";
import { type Glyphs, plainTheme, type Style, useTheme } from "./theme.ts";

const keyWidth = 20;
/** From here on each of two columns has room for the longest help. */
const twoColumnsFrom = 160;

/** One row each: what is pressed or drawn, and what it means. */
type Entry = { readonly sign: string; readonly look: Style; readonly meaning: string };
type Section = { readonly title: string; readonly entries: readonly Entry[] };

const keySections = (): readonly Section[] =>
  keyGroups().map(({ group, rows }) => ({
    title: group,
    entries: rows.map((row) => ({ sign: keysLabel(row), look: "strong", meaning: row.help })),
  }));

const marks = (glyphs: Glyphs): Section => {
  const signs: readonly (readonly [string, Style, string])[] = [
    [glyphs.pending, "dim", "not run yet"],
    [glyphs.spinner[0] ?? "", "accent", "running"],
    [glyphs.cached, "good", "built before from the same inputs, found again"],
    [glyphs.done, "good", "done; its time and the size of its layer stand beside it"],
    [glyphs.failed, "bad", "failed or stopped; what it did is kept as a layer"],
    [glyphs.hand, "hand", "made by hand: accepted, skipped, or run on a kept layer"],
    [glyphs.breakpoint, "bad", "breakpoint: the build stops before this step"],
    [glyphs.arrow, "warn", "where the build stands: between two steps"],
  ];
  return { title: "Marks", entries: signs.map(([sign, look, meaning]) => ({ sign, look, meaning })) };
};

/** The marks before the editor's keys, which are needed last. */
function sections(glyphs: Glyphs): readonly Section[] {
  const keys = keySections();
  return [...keys.slice(0, -1), marks(glyphs), ...keys.slice(-1)];
}

/** Rows of a section: its title, its entries, a blank one. */
const heightOf = ({ entries }: Section): number => entries.length + 2;

/** The sections in one column or in two. */
function columnsOf(columns: number, glyphs: Glyphs): readonly (readonly Section[])[] {
  const all = sections(glyphs);
  if (columns < twoColumnsFrom) return [all];
  const total = all.reduce((sum, section) => sum + heightOf(section), 0);
  let taken = 0;
  for (let rows = 0; taken < all.length && rows + heightOf(all[taken] as Section) <= total / 2 + 4; taken++)
    rows += heightOf(all[taken] as Section);
  return [all.slice(0, taken), all.slice(taken)];
}

/** Rows of the whole help, without the blank one at its end. */
const helpLength = (columns: number): number =>
  Math.max(...columnsOf(columns, plainTheme.glyphs).map((part) => part.reduce((sum, section) => sum + heightOf(section), 0))) - 1;

/** The greatest first row that makes sense in a pane of `height` rows. */
export const helpLast = (columns: number, height: number): number => Math.max(0, helpLength(columns) - Math.max(0, height - 1));

export function Help({ columns, height }: { readonly columns: number; readonly height: number }) {
  const { glyphs } = useTheme();
  const { help = 0 } = useView();
  const length = helpLength(columns);
  const room = Math.max(0, height - 1);
  const last = helpLast(columns, height);
  const top = Math.min(help, last);
  const parts = columnsOf(columns, glyphs);
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
