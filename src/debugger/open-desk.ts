/** Puts a session's parts together into the desk that a face works at. */
import type { PlanResult } from "../build/plan/make-plan.ts";
import { type Plan, stepIndexes } from "../build/plan/plan.ts";
import type { StepId } from "../build/steps.ts";
import type { EngineInfo } from "../engine/engine.ts";
import { createDebugger, type DriverOptions } from "./debugger.ts";
import type { Desk, Drafts } from "./desk.ts";
import type { DockerfileOnDisk } from "./dockerfile-on-disk.ts";
import { type Event, isBusy, newSession } from "./session.ts";
import type { ShellPort } from "./shell-port.ts";
import { shellsIn } from "./shells.ts";
import { editedSource } from "./source.ts";

export type DeskOptions = DriverOptions & {
  readonly info: EngineInfo;
  readonly plan: Plan;
  readonly replan: (text: string) => PlanResult;
  readonly breakpoints: readonly number[];
  readonly disk: DockerfileOnDisk;
  readonly drafts: Drafts;
  readonly shells: ShellPort;
  /** Shells get a RUN's mounts without its secrets. */
  readonly noSecrets?: boolean;
  /** A sentence to begin with. */
  readonly notice?: string;
};

/** The desk, and how to leave it: `close` waits for what is still being removed. */
export type OpenedDesk = Desk & { readonly close: () => Promise<void> };

export function openDesk(options: DeskOptions): OpenedDesk {
  const { shop, outputs, info, tags } = options;
  const debug = createDebugger(newSession(shop.session, options.plan, options.breakpoints), options);
  const removals = new Set<Promise<unknown>>();
  const background = (work: Promise<unknown>): void => {
    const quiet = work.catch(() => {}).finally(() => removals.delete(quiet));
    removals.add(quiet);
  };
  const source = editedSource(debug, options.disk, options.replan, options.notice);
  let troubleSeen = false;
  return {
    engine: info,
    tags,
    session: debug.session,
    subscribe: debug.subscribe,
    dispatch: (event) => {
      const before = debug.session().plan;
      // What the user sees in their editor is what runs.
      if (startsSomething(event) && !isBusy(debug.session()) && !source.reload()) return;
      source.clearNotice();
      troubleSeen = outputs.trouble() !== undefined;
      const now = onPlan(event, before, debug.session().plan);
      if (now !== undefined) debug.dispatch(now);
    },
    output: (step) => {
      const id = debug.session().plan.steps[step]?.id;
      return id === undefined ? undefined : outputs.newest(id);
    },
    notice: () => source.notice() ?? (troubleSeen ? undefined : outputs.trouble()),
    trouble: outputs.trouble,
    source,
    drafts: options.drafts,
    openShell: shellsIn({ shop: { ...shop, background }, debug, port: options.shells, noSecrets: options.noSecrets === true }),
    close: async () => {
      source.close();
      await Promise.all(removals);
      await debug.settled();
    },
  };
}

const startsSomething = ({ type }: Event): boolean => type === "run" || type === "retry" || type === "accept";

/** The event with the step it names as it is counted now; undefined where that step is gone, as the notice of the new text says. */
function onPlan(event: Event, before: Plan, after: Plan): Event | undefined {
  if (before === after || event.type !== "run" || event.goal.kind !== "to") return event;
  const step = stepIndexes(after).get(before.steps[event.goal.step]?.id as StepId);
  return step === undefined ? undefined : { ...event, goal: { kind: "to", step } };
}
