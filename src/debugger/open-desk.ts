/** Puts a session's parts together into the desk that a face works at. */
import type { EngineInfo } from "../engine/engine.ts";
import { createDebugger, type DriverOptions } from "./debugger.ts";
import type { Desk } from "./desk.ts";
import type { DockerfileOnDisk } from "./dockerfile-on-disk.ts";
import type { PlanResult } from "./plan.ts";
import { carriedSteps } from "./reload.ts";
import { isBusy, newSession, type Plan } from "./session.ts";
import { type ShellPort, shellsIn } from "./shells.ts";
import { editedSource } from "./source.ts";

export type DeskOptions = DriverOptions & {
  readonly info: EngineInfo;
  readonly plan: Plan;
  readonly replan: (text: string) => PlanResult;
  readonly breakpoints: readonly number[];
  readonly disk: DockerfileOnDisk;
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
  const renumber = (before: Plan): void => {
    const { plan, failures } = debug.session();
    const carried = carriedSteps(before, plan);
    outputs.renumber((step) => {
      const to = carried.get(step);
      // The log of an edited instruction stays as long as the failed layer that it tells of.
      return to && (to.equal || failures[to.step]) ? to.step : undefined;
    });
  };
  const source = editedSource(debug, options.disk, options.replan, renumber, options.notice);
  return {
    engine: info,
    tags,
    session: debug.session,
    subscribe: debug.subscribe,
    dispatch: (event) => {
      const starts = (event.type === "run" || event.type === "retry") && !isBusy(debug.session());
      // What the user sees in their editor is what runs.
      if (starts && !source.pickUp()) return;
      if (!starts) source.clearNotice();
      debug.dispatch(event);
    },
    output: outputs.newest,
    notice: source.notice,
    source,
    openShell: shellsIn({ shop: { ...shop, background }, debug, port: options.shells, noSecrets: options.noSecrets === true }),
    close: async () => {
      source.close();
      await Promise.all(removals);
      await debug.settled();
    },
  };
}
