/** What differs between two small texts, as people know it from `diff -u`. Pure. */
import { structuredPatch } from "diff";

export type TextDifference = {
  /** As in `diff -u`, without the file names; newlines are cut off, the rest is as it stands in the files. */
  readonly lines: readonly string[];
  /** How many lines more there are. */
  readonly left: number;
};

/** A file of more bytes is no small text. */
export const largestSmallText = 64 * 1024;
/** Two texts that differ in more lines than that have nothing to do with each other; finding out more takes long. */
const mostEdits = 2000;

/** The text of a file; undefined: it is none, or not a small one. */
export function textIn(content: Uint8Array | undefined): string | undefined {
  if (content === undefined || content.length > largestSmallText || content.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** At most `most` lines of it; undefined where the texts are too different. */
export function textDifference(from: string, to: string, most: number): TextDifference | undefined {
  const patch = structuredPatch("", "", from, to, undefined, undefined, { context: 2, maxEditLength: mostEdits });
  if (patch === undefined) return undefined;
  const all = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
    ...lines,
  ]);
  return { lines: all.slice(0, most), left: Math.max(0, all.length - most) };
}

/** Of no lines it is the place behind the line before. */
const range = (start: number, lines: number): string => `${lines === 0 ? start - 1 : start},${lines}`;
