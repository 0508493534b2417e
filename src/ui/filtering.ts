/** Looks through the log that is filtered while the person goes on: a few milliseconds at a time. */

import type { LogFilter } from "../output/log-filter.ts";
import type { Context } from "./context.ts";
import { selectedItem } from "./items.ts";
import { filteredBy } from "./panes/output/shown-lines.ts";
import type { OutputState } from "./panes/output/state.ts";

/** Milliseconds of work between two looks at keys and output. */
const slice = 8;
/** Lines that have come since, which are looked at before the frame: of a step that prints now and then all are. */
const few = 256;

type Parts = Pick<Context, "scene"> & { readonly redraw: () => void };

export function filtering({ scene, redraw }: Parts): { follow(): void; close(): void } {
  let lines: LogFilter | undefined;
  let next: NodeJS.Immediate | undefined;

  const work = (): void => {
    next = undefined;
    if (lines?.step(slice)) next = setImmediate(work);
    redraw();
  };

  return {
    follow: () => {
      const { session, view, panes, output: outputOf } = scene();
      const { filter } = panes.output as OutputState;
      const step = filter && selectedItem(session, view.picked)?.step;
      const output = step === undefined ? undefined : outputOf(step);
      lines = filter && output && filteredBy(filter, output);
      if (lines && output && output.finishedLines - lines.lines <= few) lines.step(0);
      if (lines?.complete === false && lines.tooLong === undefined) next ??= setImmediate(work);
    },
    close: () => {
      clearImmediate(next);
      lines = undefined;
    },
  };
}
