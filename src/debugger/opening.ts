/** The door of a session whose engine has not answered yet: it shows the steps, and becomes the session's own once that is open. */
import type { Plan } from "../builder/plan/plan.ts";
import type { NewBreakpoint } from "./breakpoints/breakpoint.ts";
import { type Command, type Execution, refused } from "./commands/command.ts";
import type { Controller, Snapshot } from "./controller.ts";
import { noLooks } from "./looks.ts";
import { type Notices, withNotice } from "./notices.ts";
import { newSession } from "./session.ts";
import { noInputs } from "./why/input-memory.ts";

export type OpeningOptions = {
  readonly plan: Plan;
  readonly breakpoints: readonly NewBreakpoint[];
  readonly tags: readonly string[];
  /** Of the Dockerfile, as the person wrote it. */
  readonly path: string;
  /** What the session itself will tell at its start. */
  readonly notices: Notices;
};

export type OpeningController = Controller & {
  /** What happens meanwhile: a sentence. */
  tell(text: string): void;
  /** From now on it is that one. Called once. */
  opens(controller: Controller): void;
};

export function openingController({ plan, breakpoints, tags, path, notices }: OpeningOptions): OpeningController {
  let first: Snapshot = { session: newSession("", plan, { breakpoints }), notices };
  let opened: Controller | undefined;
  const listeners = new Set<() => void>();
  /** The listeners of the time before, at the session's own door. */
  const leave = new Map<() => void, () => void>();
  return {
    get engine() {
      return opened?.engine;
    },
    tags,
    // of a Dockerfile that is no file it is where edits are kept
    get path() {
      return opened?.path ?? path;
    },
    get looks() {
      return opened?.looks ?? noLooks;
    },
    snapshot: () => opened?.snapshot() ?? first,
    subscribe: (listener) => {
      if (opened !== undefined) return opened.subscribe(listener);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        leave.get(listener)?.();
      };
    },
    execute: <C extends Command>(command: C): Execution<C> =>
      opened?.execute(command) ?? refused("The engine has not answered yet."),
    idle: () => opened?.idle() ?? Promise.resolve(first.session),
    stopped: () => opened?.stopped() ?? Promise.resolve(first.session),
    output: (step, attempt) => opened?.output(step, attempt),
    inputs: () => opened?.inputs() ?? noInputs(),
    check: (step, text) => opened?.check(step, text) ?? [],
    draft: () => opened?.draft(),
    tell: (text) => {
      first = { ...first, notices: withNotice(first.notices, { topic: "opening", text, until: "withdrawn" }) };
      for (const listener of listeners) listener();
    },
    opens: (controller) => {
      opened = controller;
      for (const listener of listeners) {
        leave.set(listener, controller.subscribe(listener));
        listener();
      }
    },
  };
}
