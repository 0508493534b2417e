/** The UI as Ink draws it: one text per row of the terminal. The only component with a hook. */
import { Box, Transform } from "ink";
import { memo, useSyncExternalStore } from "react";
import type { Frame } from "./screen.ts";

export type Frames = { readonly frame: () => Frame; readonly subscribe: (listener: () => void) => () => void };

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

export function App({ frames }: { readonly frames: Frames }) {
  const { rows } = useSyncExternalStore(frames.subscribe, frames.frame);
  return <Rows rows={rows} />;
}
