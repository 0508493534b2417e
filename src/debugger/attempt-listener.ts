/** What an attempt at a step tells before it has come to an end, and what becomes of that. */
import type { Attempt } from "../builder/step-context.ts";
import type { AttemptLists } from "./container-lists.ts";
import type { Event } from "./events.ts";
import type { LayerWatch } from "./file-looks.ts";
import { lateCall } from "./late-call.ts";

type Calls = Pick<Attempt, "made" | "failing" | "beforeRemoval">;

export type AttemptListener = {
  readonly calls: Calls;
  /** Nothing of it is told any more. */
  readonly over: () => void;
};

export type ListenedTo = {
  readonly run: number;
  readonly layer: LayerWatch;
  readonly lists: AttemptLists | undefined;
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  /** How long it took; what comes after the end of its program does not count. */
  readonly ms: () => number;
  /** Its program has ended. */
  readonly ended: () => void;
};

// A failed layer that is written by then is told with the failure: most are, and the screen would flash.
const briefMs = 500;

export function attemptListener({ run, layer, lists, dispatch, now, ms, ended }: ListenedTo): AttemptListener {
  const toldLate = lateCall(briefMs);
  return {
    over: toldLate.takeBack,
    calls: {
      made: async (stage) => {
        ended();
        await layer.made(stage);
      },
      failing: (failure, container) => {
        ended();
        lists?.failing(container);
        const event = { type: "stepFailed", run, failure: { ...failure, ms: ms() }, writing: true, container } as const;
        toldLate.ask(() => dispatch({ ...event, now: now() }));
      },
      ...(lists && { beforeRemoval: lists.beforeRemoval }),
    },
  };
}
