/** How far a search or a filter is, in words. Pure. */
import type { StepId } from "../../../builder/steps.ts";
import type { Filter, LogFilter } from "../../../output/log-filter.ts";
import { plural } from "../../labels.ts";
import { clip, visible } from "../../text.ts";
import type { Search, SearchProgress } from "./state.ts";

/** Cells of a pattern in the heading. */
const patternRoom = 24;

export const progressOf = ({ progress }: Search, id: StepId): SearchProgress | undefined =>
  progress?.id === id ? progress : undefined;

/** `/zlib/ match 3 of 41`; `of 41+` while lines are still counted. */
export function searchWords(search: Search, id: StepId): string {
  const { noun, pattern } = search;
  const name = noun === "error" ? "" : `/${clip(visible(pattern.text), patternRoom)}/ `;
  return name + progressWords(noun, progressOf(search, id));
}

function progressWords(noun: string, progress: SearchProgress | undefined): string {
  const many = noun === "match" ? "matches" : "errors";
  if (progress === undefined) return `${many}…`;
  const { count, complete, rank, line, seeking, tooLong } = progress;
  const more = complete ? "" : "+";
  if (tooLong !== undefined) return `takes too long on line ${tooLong + 1}: make it simpler`;
  if (complete && count === 0) return `no ${noun}`;
  if (rank !== undefined) return `${noun} ${rank} of ${Math.max(rank, count)}${more}`;
  // counting begins at the top, and may not have come to the match that is stood at
  const known = line === undefined ? count : Math.max(1, count);
  const counted = complete ? plural(known, noun, many) : `${known}+ ${many}`;
  if (line !== undefined) return `${noun} in line ${line + 1}, ${counted}`;
  if (known === 0) return seeking ? "searching…" : `${many}…`;
  return seeking ? `searching, ${counted}` : counted;
}

/** `&/zlib/ 41 of 5000 lines`; `41+ of 5000 lines, 34%` while they are looked through. */
export function filterWords(
  { pattern, inverted }: Filter,
  { lineCount, lines, complete, tooLong }: Filtered,
  total: number,
): string {
  const name = `&${inverted ? "!" : ""}/${clip(visible(pattern.text), patternRoom)}/`;
  if (tooLong !== undefined) return `${name} takes too long on line ${tooLong + 1}: make it simpler`;
  if (!complete) return `${name} ${lineCount}+ of ${total} lines, ${Math.floor((100 * lines) / total)}%`;
  // a last line that has not ended is none of those that were looked at
  return lines < total - 1
    ? `${name} ${lineCount} of the first ${lines} lines`
    : `${name} ${lineCount} of ${plural(total, "line")}`;
}

type Filtered = Pick<LogFilter, "lineCount" | "lines" | "complete" | "tooLong">;
