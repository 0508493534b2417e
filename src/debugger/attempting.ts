/** An attempt at a step as the driver has it: its log, what listens to its output, and a way to stop it. */
import type { Attempt } from "../builder/step-context.ts";
import type { Step } from "../builder/steps.ts";
import type { LiveBreakpoints } from "./live-breakpoints.ts";
import type { Outputs } from "./outputs.ts";

export type Attempting = {
  /** `work` as an attempt at the step. */
  attempt<T>(of: { readonly step: Step; readonly run: number }, work: (attempt: Attempt) => Promise<T>): Promise<T>;
  /** Stops the one of that run, if it is under way. */
  abort(run: number): void;
};

type Around = {
  readonly outputs: Outputs;
  readonly live: LiveBreakpoints;
  /** Lines that only memory holds are about to go. */
  readonly beforeLoss: () => void;
  /** There is more output. */
  readonly printed: () => void;
};

export function attempting({ outputs, live, beforeLoss, printed }: Around): Attempting {
  const aborters = new Map<number, AbortController>();
  return {
    abort: (run) => aborters.get(run)?.abort(),
    attempt: async ({ step, run }, work) => {
      let earlier = outputs.earlier(run);
      const log = outputs.open(step, run, beforeLoss, earlier?.times?.start);
      const watched = live.attempt(run);
      const aborter = new AbortController();
      aborters.set(run, aborter);
      const write: typeof log.write = (chunk, when) => {
        log.write(chunk, when);
        watched.printed(chunk);
        printed();
      };
      try {
        const earlierOutput = () => {
          const from = earlier;
          earlier = undefined;
          if (from !== undefined) for (const chunk of from.chunks()) write(chunk, from.times);
        };
        // instructions that ask nobody for anything, thousands of them, would leave no turn to keys, frames and signals
        await new Promise((resolve) => setImmediate(resolve));
        return await work({ run, signal: aborter.signal, useCache: true, log: write, earlierOutput, ...watched.around });
      } finally {
        aborters.delete(run);
        watched.ended();
        log.close();
      }
    },
  };
}
