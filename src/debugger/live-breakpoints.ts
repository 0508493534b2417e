/** Breakpoints that are reached while an instruction runs: listens to what it prints and looks at the clock, and has the engine pause it. */
import { StringDecoder } from "node:string_decoder";
import type { Attempt } from "../builder/step-context.ts";
import type { Engine } from "../engine/engine.ts";
import { cleanText } from "../output/clean.ts";
import { type Matcher, matcherOf } from "../output/pattern.ts";
import { whileRunning } from "./breakpoints/frozen.ts";
import type { Effect, Event } from "./events.ts";
import { runningAt, runningSteps, type Session } from "./session.ts";

type Around = {
  session(): Session;
  dispatch(event: Event): void;
  now(): number;
};

export type LiveBreakpoints = {
  /** An attempt begins: what it prints goes to `printed`. `ended` once it is over. */
  attempt(run: number): {
    printed(chunk: Uint8Array): void;
    ended(): void;
    readonly around: Pick<Attempt, "began" | "suspended">;
  };
  perform(effect: Effect & { type: "pauseRun" | "unpauseRun" }): Promise<void>;
};

/** How often the clock is looked at, in milliseconds. */
const tick = 100;
/** How long an engine may tell of our own doing, in milliseconds. */
const echo = 3000;
/** Characters of a line that is looked through. */
const longest = 64 * 1024;

export function liveBreakpoints(engine: Engine, { session, dispatch, now }: Around): LiveBreakpoints {
  const containers = new Map<number, string>();
  /** Runs that we had paused or let go on, and when. */
  const ours = new Map<number, number>();
  /** By flags and pattern. */
  const matchers = new Map<string, Matcher>();
  /** Breakpoints on time that a run has reached. */
  const passed = new Set<string>();
  /** One after the other: what goes on before it was paused would stay paused. */
  let calls: Promise<void> = Promise.resolve();
  let under = 0;
  let clock: NodeJS.Timeout | undefined;

  const watchClock = (): void => {
    for (const each of whileRunning(session().breakpoints)) {
      if (each.where.kind !== "elapsed") continue;
      for (const step of runningSteps(session())) {
        const { run = -1, startedAt = now() } = runningAt(session(), step) ?? {};
        const key = `${run} ${each.id}`;
        if (now() - startedAt < each.where.ms || passed.has(key) || !containers.has(run)) continue;
        passed.add(key);
        dispatch({ type: "reached", run, breakpoint: each.id });
      }
    }
  };

  const matcherFor = (pattern: string, flags: string): Matcher => {
    const key = `${flags}/${pattern}`;
    const known = matchers.get(key) ?? matcherOf({ source: pattern, flags });
    matchers.set(key, known);
    return known;
  };

  const look = (run: number, lines: readonly string[]): void => {
    // what has no container cannot be paused
    if (!containers.has(run) || lines.length === 0) return;
    const hits: { readonly at: number; readonly breakpoint: string }[] = [];
    for (const { id, where } of whileRunning(session().breakpoints)) {
      if (where.kind !== "log") continue;
      const found = matcherFor(where.pattern, where.flags ?? "").matching(lines);
      for (const at of found ?? []) hits.push({ at, breakpoint: id });
      if (found === undefined) dispatch({ type: "enableBreakpoint", id, enabled: false, tooSlow: true });
    }
    // in the order of the lines: what comes after the one that freezes it is not seen
    hits.sort((one, other) => one.at - other.at);
    for (const { at, breakpoint } of hits) dispatch({ type: "reached", run, breakpoint, line: lines[at] as string });
  };

  /** The engine says that the container of that run was paused, or goes on. */
  const isOurs = (run: number): boolean => {
    const at = ours.get(run);
    const frozen = runningSteps(session()).some((step) => {
      const running = runningAt(session(), step);
      return running?.run === run && running.frozen !== undefined;
    });
    // where a pause is short an engine tells of it once more, when its runtime has told it
    return at !== undefined && (frozen || now() - at < echo);
  };

  return {
    attempt: (run) => {
      const utf8 = new StringDecoder("utf8");
      let open = "";
      if (under++ === 0) clock = setInterval(watchClock, tick);
      return {
        printed: (chunk) => {
          if (!session().breakpoints.some(({ where, enabled }) => enabled && where.kind === "log")) return;
          const lines = (open + utf8.write(Buffer.from(chunk))).split(/[\r\n]+/);
          open = (lines.pop() ?? "").slice(-longest);
          look(
            run,
            lines.filter((line) => line !== "").map((line) => cleanText(line.slice(-longest))),
          );
        },
        around: {
          began: (container) => void containers.set(run, container),
          suspended: (container) => {
            const mine = isOurs(run);
            if (!mine) dispatch({ type: "suspended", run, ...(container !== undefined && { container }) });
            return mine;
          },
        },
        ended: () => {
          containers.delete(run);
          ours.delete(run);
          if (--under === 0) clearInterval(clock);
        },
      };
    },
    perform: async ({ type, run }) => {
      const container = containers.get(run);
      if (container === undefined) return;
      ours.set(run, now());
      // one that has ended meanwhile cannot be paused, and needs not go on
      calls = calls.then(() => engine.pause(container, type === "pauseRun").catch(() => {}));
      await calls;
    },
  };
}
