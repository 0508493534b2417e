/** Finds, at a failure, the first line of its output that looks like an error: a few milliseconds at a time, once for each output. */
import type { StepId } from "../builder/steps.ts";
import { withoutColours } from "../output/clean.ts";
import { anyError } from "../output/error-patterns.ts";
import type { StepOutput } from "../output/log.ts";
import { type LogSearch, newLogSearch } from "../output/log-search.ts";
import { matcherOf } from "../output/pattern.ts";
import type { Context } from "./context.ts";
import { selectedItem } from "./items.ts";
import { isFailedHere } from "./panes/output/area.ts";
import type { OutputAction, OutputState } from "./panes/output/state.ts";

/** Milliseconds of work between two looks at keys and output. */
const slice = 8;
/** Characters of a line that are told. */
const longest = 300;

type Job = { readonly id: StepId; readonly output: StepOutput; readonly search: LogSearch };

export function firstErrors({ scene, apply }: Pick<Context, "scene" | "apply">): { follow(): void; close(): void } {
  let job: Job | undefined;
  let next: NodeJS.Immediate | undefined;

  const work = (): void => {
    next = undefined;
    if (job === undefined) return;
    const { id, output, search } = job;
    search.step(slice);
    const { found, tooLong } = search;
    if (found === undefined && tooLong === undefined) {
      next = setImmediate(work);
      return;
    }
    const line = typeof found === "object" ? found.line : undefined;
    const text = line === undefined ? "" : withoutColours(output.read(line, 1)[0] ?? "").slice(0, longest);
    const action: OutputAction = { type: "first-error", error: line === undefined ? { id } : { id, line, text } };
    apply({ type: "pane", pane: "output", action });
  };

  return {
    follow: () => {
      const { session, view, panes, output: outputOf } = scene();
      const item = selectedItem(session, view.picked);
      const output = item?.step === undefined ? undefined : outputOf(item.step);
      if (item === undefined || output === undefined || !isFailedHere(session, item)) return;
      if (job?.output === output && job.id === item.id) return;
      const search = newLogSearch(output, matcherOf(anyError((panes.output as OutputState).errors)));
      search.seek(0, 1);
      job = { id: item.id, output, search };
      next ??= setImmediate(work);
    },
    close: () => {
      clearImmediate(next);
      job = undefined;
    },
  };
}
