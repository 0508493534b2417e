/** A row of spans cut to the pane, of texts that never come again: names of files by the thousand (see ready-row.tsx). */
import { clip, visible, width } from "../text.ts";
import { useTheme } from "../theme.ts";
import type { Span } from "./line.tsx";
import { ReadyRow } from "./ready-row.tsx";

export function CutRow({ spans, columns }: { readonly spans: readonly Span[]; readonly columns: number }) {
  const { paint } = useTheme();
  let left = columns;
  const painted = spans.map(([look, plain]) => {
    const text = clip(visible(plain), left);
    left -= width(text);
    return text === "" ? "" : paint(look, text);
  });
  return <ReadyRow text={painted.join("")} />;
}
