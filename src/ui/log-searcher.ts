/** Searches through logs while the person goes on: a few milliseconds at a time, and tells the output pane how far it is. */
import type { StepId } from "../builder/steps.ts";
import type { StepOutput } from "../output/log.ts";
import { both, type Filter, filterMatcher } from "../output/log-filter.ts";
import { type LogSearch, newLogSearch } from "../output/log-search.ts";
import type { Pattern } from "../output/pattern.ts";
import { arrangementOf } from "./arrangement.ts";
import type { Context, LogSearcher } from "./context.ts";
import { filtering } from "./filtering.ts";
import { firstErrors } from "./first-errors.ts";
import { selectedItem } from "./items.ts";
import { shownOf } from "./panes/output/commands.ts";
import { matcherFor } from "./panes/output/highlight.ts";
import type { OutputAction, OutputState, SearchProgress } from "./panes/output/state.ts";

/** Milliseconds of work between two looks at keys and output. */
const slice = 8;

type Job = {
  readonly id: StepId;
  readonly output: StepOutput | undefined;
  readonly search: LogSearch | undefined;
  readonly of: Pattern;
  /** Only lines that it lets through are looked at. */
  readonly filter: Filter | undefined;
};

type Parts = Pick<Context, "scene" | "apply" | "say"> & { readonly redraw: () => void };

export function logSearcher({ scene, apply, say, redraw }: Parts): LogSearcher {
  let job: Job | undefined;
  let line: number | undefined;
  let told: SearchProgress | undefined;
  let next: NodeJS.Immediate | undefined;
  /** A search has begun: where its first match is looked for. */
  let begun: "top" | "here" | undefined;

  const triage = firstErrors({ scene, apply });
  const filter = filtering({ scene, redraw });

  const tell = (action: OutputAction): void => apply({ type: "pane", pane: "output", action });

  /** The lines that are shown, if the selected instruction has printed any. */
  const view = () => {
    const now = scene();
    const item = selectedItem(now.session, now.view.picked);
    const shown = item && shownOf({ scene: now, item, state: now.panes.output as OutputState, ...arrangementOf(now).pane });
    return item && shown && { id: item.id, ...shown };
  };

  const show = (found: number): void => {
    const shown = view();
    if (shown === undefined) return;
    const { id, lines, window, height } = shown;
    const row = lines.rowOf(found);
    const seen = row >= window.top && row < window.top + window.shown;
    const above = Math.min(Math.max(0, row - Math.floor(height / 3)), Math.max(0, lines.lineCount - height));
    // a filter may not have come to it yet
    const known = lines.lineAt(row) === found;
    tell({ type: "scroll", id, top: known ? lines.lineAt(seen ? window.top : above) : found });
  };

  const report = (): void => {
    if (job === undefined) return;
    const { search, id } = job;
    const { found, rank } = search ?? {};
    if (typeof found === "object" && found.line !== line) {
      line = found.line;
      show(line);
      if (found.wrapped) say("The search went round the end of the output.");
    }
    const progress: SearchProgress = {
      id,
      count: search?.count ?? 0,
      complete: search?.complete ?? true,
      seeking: search !== undefined && found === undefined && search.tooLong === undefined,
      ...(typeof found === "object" && { line: found.line }),
      ...(rank !== undefined && { rank }),
      ...(search?.tooLong !== undefined && { tooLong: search.tooLong }),
    };
    if (JSON.stringify(progress) === JSON.stringify(told)) return;
    told = progress;
    tell({ type: "search-progress", progress });
  };

  const work = (): void => {
    next = undefined;
    if (job?.search?.step(slice)) next = setImmediate(work);
    report();
  };
  const pump = (): void => {
    next ??= setImmediate(work);
  };

  const seek = (by: 1 | -1): void => {
    if (job?.search === undefined) return;
    const { lines, window } = view() ?? {};
    const top = window && lines ? lines.lineAt(window.top) : 0;
    const bottom = window && lines && window.shown > 0 ? lines.lineAt(window.top + window.shown - 1) : top;
    // from the match stood at, as long as it is on the screen; else from the screen
    const stands = line !== undefined && line >= top && line <= bottom;
    job.search.seek(stands ? (line as number) + by : by > 0 ? top : bottom, by);
    line = undefined;
    pump();
  };

  return {
    start: (search, from = "here") => {
      job = undefined;
      begun = from;
      tell({ type: "search", search });
    },
    go: seek,
    follow: () => {
      triage.follow();
      filter.follow();
      const { session, view: now, panes, output: outputOf } = scene();
      const { search, filter: only } = panes.output as OutputState;
      const item = search && selectedItem(session, now.picked);
      if (search === undefined || item === undefined) {
        job = undefined;
        return;
      }
      const output = item.step === undefined ? undefined : outputOf(item.step);
      if (job?.id !== item.id || job.output !== output || job.of !== search.pattern || job.filter !== only) {
        const matcher = matcherFor(search.pattern);
        const made = output && newLogSearch(output, only === undefined ? matcher : both(filterMatcher(only), matcher));
        job = { id: item.id, output, search: made, of: search.pattern, filter: only };
        line = undefined;
        told = undefined;
        // the first match of a search that begins; another instruction's output stays where it is
        if (begun === "top") made?.seek(0, 1);
        else if (begun === "here") seek(1);
        begun = undefined;
        pump();
      } else if (!job.search?.complete) pump();
      else report();
    },
    close: () => {
      triage.close();
      filter.close();
      clearImmediate(next);
      job = undefined;
    },
  };
}
