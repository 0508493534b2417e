/** One instruction in the list. Draws again only when something of it looks different. */
import { Box, Spacer } from "ink";
import { memo } from "react";
import { Fill, Fixed, Line, type Span } from "../components/line.tsx";
import type { Item } from "../items.ts";
import { type Style, useTheme } from "../theme.ts";
import type { Result } from "./result.ts";

export type StepRowProps = Result & {
  readonly item: Item;
  readonly chosen: boolean;
  /** The list has the keys. */
  readonly focused: boolean;
  readonly breakpoint: boolean;
  /** The rest of its text stands below. */
  readonly open: boolean;
  readonly numberWidth: number;
  readonly width: number;
};

export const StepRow = memo(function StepRow(props: StepRowProps) {
  const { item, chosen, focused, breakpoint, open, numberWidth, mark, look } = props;
  const { glyphs } = useTheme();
  const lit = chosen && focused;
  const as = (style: Style): Style => (lit ? "selected" : style);
  const number = String(item.instruction.span.line).padStart(numberWidth);
  return (
    <Box height={1} flexShrink={0}>
      <Fixed
        spans={[
          [focused ? "accent" : "dim", chosen ? glyphs.bar : " "],
          [as("bad"), breakpoint ? glyphs.breakpoint : " "],
          [as("dim"), `${number} `],
          [as(look), `${mark} `],
        ]}
      />
      <Line spans={sourceSpans(item, open).map(([style, text]) => [as(style), text])} />
      {lit ? <Fill look="selected" /> : <Spacer />}
      <Fixed spans={factSpans(props).map(([style, text]) => [as(style), text])} />
    </Box>
  );
});

function sourceSpans(item: Item, open: boolean): readonly Span[] {
  if (open) return [["strong", item.source[0] ?? ""]];
  const faded = item.step === undefined;
  return [
    [faded ? "dim" : "strong", item.keyword],
    [faded ? "dim" : "plain", item.rest === "" ? "" : ` ${item.rest}`],
  ];
}

const factWidth = 9;

/** How many lines are folded, and two columns of facts where there is room, one where there is little. */
function factSpans({ item, open, first, second, look, width }: StepRowProps): readonly Span[] {
  const folded: Span = ["dim", !open && item.source.length > 1 ? ` +${item.source.length - 1}` : ""];
  if (first === "" && second === "") return [folded, ["plain", " "]];
  return [
    folded,
    [look === "good" ? "dim" : look, width < 44 ? `  ${first}` : ` ${first}`.padStart(factWidth)],
    ["dim", width < 52 ? "" : ` ${second}`.padStart(factWidth)],
    ["plain", " "],
  ];
}
