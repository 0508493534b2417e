/** A frame as Ink draws it: one text per row of the terminal. No state, no hooks; a new frame is a new set of props. */
import { Box, Transform } from "ink";
import { memo } from "react";

/**
 * A finished row. Ink keeps the size of every text it ever measured, for ever, so what it measures here is one blank;
 * the transform puts the row in its place. A row is one piece also because Ink counts a combining character as a column.
 */
const Line = memo(function Line({ text }: { readonly text: string }) {
  return <Transform transform={() => text}> </Transform>;
});

export function Rows({ rows }: { readonly rows: readonly string[] }) {
  return (
    <Box flexDirection="column">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <Line key={at} text={row} />
      ))}
    </Box>
  );
}
