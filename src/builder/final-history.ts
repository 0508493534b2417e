/** The history of a finished image: times of the lines that made no layer, lines for layers nothing tells of. BuildKit's exporter. Pure. */
import type { HistoryEntry } from "../engine/engine.ts";
import type { StageState } from "./state.ts";

/**
 * A line without a time has that of the layer before it, or of the first layer of this build when that is still to come.
 * Layers without a line (a folder as base) get theirs at the end.
 */
export function finalHistory(stage: StageState): readonly HistoryEntry[] {
  const own = stage.epoch ?? stage.created;
  const last = (stage.trailingHistory ?? []).map((text) => ({
    created: own,
    created_by: text,
    comment: "buildkit.exporter.image.v0",
  }));
  return timed([...stage.history, ...last]);
}

function timed(lines: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const firstOpen = lines.findIndex(({ created }) => created === undefined);
  if (firstOpen < 0) return lines;
  const after = lines.slice(firstOpen).find(({ created }) => created !== undefined)?.created;
  let time = after ?? lines.findLast(({ created }) => created !== undefined)?.created;
  return lines.map((line, at) => {
    if (line.created !== undefined) {
      if (at > firstOpen) time = line.created;
      return line;
    }
    return time === undefined ? line : { created: time, ...line };
  });
}

/** The image's own time: that of its last line, else `fallback`. */
export const createdOf = (history: readonly HistoryEntry[], fallback: string): string =>
  history.findLast(({ created }) => created !== undefined)?.created ?? fallback;
