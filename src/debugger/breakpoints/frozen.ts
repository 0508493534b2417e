/** A running instruction that a breakpoint froze: by what it printed, or by how long it takes. Pure. */
import { same, type Transition } from "../advance.ts";
import type { Event } from "../events.ts";
import { type Running, runningSteps, type Session, stateBefore } from "../session.ts";
import type { Breakpoint } from "./breakpoint.ts";
import { judgeOne } from "./judge.ts";

type Reached = Event & { readonly type: "reached" };

/** Those that can freeze a running instruction. */
export const whileRunning = (breakpoints: readonly Breakpoint[]): readonly Breakpoint[] =>
  breakpoints.filter(({ enabled, where }) => enabled && (where.kind === "log" || where.kind === "elapsed"));

const all = ({ status }: Session): readonly Running[] => (status.kind === "running" ? Object.values(status.running) : []);

/** Nothing gets on before somebody says so. */
export const isFrozen = (session: Session): boolean => {
  const running = all(session);
  return running.length > 0 && running.every(({ frozen }) => frozen !== undefined);
};

export const isAnyFrozen = (session: Session): boolean => all(session).some(({ frozen }) => frozen !== undefined);

/** The step that is frozen, the first where several are. */
export const frozenStep = (session: Session): number | undefined =>
  runningSteps(session).find((index) => frozenAt(session, index) !== undefined);

export function frozenAt({ status, plan }: Session, index: number): Running["frozen"] {
  const id = plan.steps[index]?.id;
  return status.kind === "running" && id !== undefined ? status.running[id]?.frozen : undefined;
}

/** A breakpoint was reached while the step of that run runs: counted, printed, or frozen by it. */
export function reached(session: Session, { run, breakpoint: id, line }: Reached): Transition {
  const { status, plan } = session;
  const step = plan.steps.find((each) => status.kind === "running" && status.running[each.id]?.run === run);
  const breakpoint = whileRunning(session.breakpoints).find((each) => each.id === id);
  if (status.kind !== "running" || status.aborting || step === undefined || breakpoint === undefined) return same(session);
  const before = status.running[step.id];
  if (before === undefined || before.frozen !== undefined) return same(session);
  const [judged, hit] = judgeOne(session, breakpoint, { step, state: stateBefore(session, step.index) });
  if (hit === undefined) return same(judged);
  const frozen = { breakpoint: hit, ...(line !== undefined && { line }) };
  const breakpoints = judged.breakpoints.filter((each) => each.id !== hit.id || !each.temporary);
  const running = { ...status.running, [step.id]: { ...before, frozen } };
  return [{ ...judged, breakpoints, at: step.id, status: { ...status, running } }, [{ type: "pauseRun", run }]];
}

/** Everything goes on that was frozen. */
export function thawed(session: Session): Transition {
  const { status } = session;
  if (status.kind !== "running" || !isAnyFrozen(session)) return same(session);
  const runs = all(session).flatMap(({ run, frozen }) => (frozen === undefined ? [] : [run]));
  const running = Object.fromEntries(Object.entries(status.running).map(([id, { frozen: _, ...rest }]) => [id, rest] as const));
  return [{ ...session, status: { ...status, running } }, runs.map((run) => ({ type: "unpauseRun", run }))];
}
