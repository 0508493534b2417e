/**
 * Text that never comes again: output of a program, clocks, counts. Ink keeps the size of every text it ever measured, for
 * ever, so what it measures of these is one blank; the transform puts the text in its place.
 */
import { Box, Transform } from "ink";
import { memo } from "react";
import { visible, width } from "../text.ts";
import { type Style, useTheme } from "../theme.ts";

/** A row that is clean and cut to the pane already, in colours that the theme allows: output of a program. */
export const ReadyRow = memo(function ReadyRow({ text }: { readonly text: string }) {
  return (
    <Box height={1} flexShrink={0}>
      <Transform transform={() => text}> </Transform>
    </Box>
  );
});

/** Span that count on and on. As wide as they are: the caller sees to it that there is room. */
export function Ticking({ look, children }: { readonly look: Style; readonly children: string }) {
  const { paint } = useTheme();
  const shown = visible(children);
  return (
    <Box width={width(shown)} height={1} flexShrink={0}>
      <Transform transform={() => paint(look, shown)}> </Transform>
    </Box>
  );
}
