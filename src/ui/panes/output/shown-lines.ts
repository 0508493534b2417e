/** The lines of an output that the pane shows, in rows: all of them, or those that a filter lets through. */

import type { StepOutput } from "../../../output/log.ts";
import type { Filter, LogFilter } from "../../../output/log-filter.ts";
import { filterMatcher, newLogFilter } from "../../../output/log-filter.ts";

export type ShownLines = Pick<LogFilter, "lineCount" | "read" | "lineAt" | "rowOf">;

/** The newest output that a filter was asked for; who looks at another one begins there. */
const filtered = new WeakMap<Filter, { readonly output: StepOutput; readonly lines: LogFilter }>();

/** What a filter lets through of an output: the same object for as long as both are looked at, with what was found so far. */
export function filteredBy(filter: Filter, output: StepOutput): LogFilter {
  const known = filtered.get(filter);
  if (known?.output === output) return known.lines;
  const lines = newLogFilter(output, filterMatcher(filter));
  filtered.set(filter, { output, lines });
  return lines;
}

export const shownLines = (output: StepOutput, filter: Filter | undefined): ShownLines =>
  filter === undefined ? allLines(output) : filteredBy(filter, output);

const allLines = (output: StepOutput): ShownLines => ({
  get lineCount() {
    return output.lineCount;
  },
  read: (row, count) => output.read(row, count),
  lineAt: (row) => row,
  rowOf: (line) => line,
});
