/** Several texts on few rows. Pure. */
import { take, wrap } from "../text.ts";

/**
 * `texts` in rows of `columns` cells, one below the other, `most` rows at the most: where they are too long the longest ones end
 * early, with an ellipsis; where there are too many the last ones are missing.
 */
export function shared(texts: readonly string[], columns: number, most: number): readonly string[] {
  const blocks = texts.slice(0, most).map((text) => wrap(text, columns));
  const rows = blocks.map(({ length }) => length);
  while (rows.reduce((sum, each) => sum + each, 0) > most) {
    const longest = rows.indexOf(Math.max(...rows));
    rows[longest] = (rows[longest] ?? 1) - 1;
  }
  return blocks.flatMap((block, at) => {
    const shown = block.slice(0, rows[at]);
    if (shown.length === block.length) return block;
    return [...shown.slice(0, -1), `${take(shown.at(-1) ?? "", columns - 1).trimEnd()}…`];
  });
}
