/** Text of the screen. Whatever it comes from is made harmless here: control characters are shown, never sent. */
import { Box, Text } from "ink";
import { visible } from "../text.ts";
import { type Style, useTheme } from "../theme.ts";

/** Some text in one style. */
export type Span = readonly [look: Style, text: string];

/** One row of text, cut with an ellipsis where it is too long. One text to Ink: a component for each span costs the first frame. */
export function Line({ spans = [] }: { readonly spans?: readonly Span[] }) {
  const { paint } = useTheme();
  const text = spans.map(([look, plain]) => paint(look, visible(plain))).join("");
  // An empty text has no height.
  return <Text wrap="truncate">{text === "" ? " " : text}</Text>;
}

/** Text that is not cut: whatever stands beside it gives way. */
export function Fixed({ spans }: { readonly spans: readonly Span[] }) {
  return (
    <Box flexShrink={0}>
      <Line spans={spans} />
    </Box>
  );
}

const blanks = " ".repeat(300);

/** Blanks in a style, as many as there is room for. */
export function Fill({ look }: { readonly look: Style }) {
  return (
    <Box flexGrow={1} flexBasis={0} height={1} overflow="hidden">
      <Box width={blanks.length} flexShrink={0}>
        <Line spans={[[look, blanks]]} />
      </Box>
    </Box>
  );
}
