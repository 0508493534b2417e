/** What steps of a Dockerfile took in its builds: told to the next session, and written down of this one. Pure but for the digests. */
import { createHash } from "node:crypto";
import { meaning, orderOf } from "../builder/plan/order.ts";
import type { Plan } from "../builder/plan/plan.ts";
import { lastTime } from "../debugger/last-times.ts";
import { handBelow, outcomeOf, type Session } from "../debugger/session.ts";
import type { StepTimes } from "../store/layers.ts";

/** Steps of a Dockerfile that are remembered: those of its newest builds. */
const most = 500;

/** `own`: the instruction in its stage; `whole`: with all that it stands on. */
type Digests = { readonly own: string; readonly whole: string };

const digest = (...parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);

const known = new WeakMap<Plan, readonly Digests[]>();

/** By step. */
function digestsOf(plan: Plan): readonly Digests[] {
  const ready = known.get(plan);
  if (ready !== undefined) return ready;
  const { previous, stages } = orderOf(plan);
  const seen = new Map<string, number>();
  const all: Digests[] = [];
  for (const { index, stage, instruction } of plan.steps) {
    const says = digest(plan.program.stages[stage]?.name ?? String(stage), instruction.kind, meaning(instruction));
    // the second time that a stage says the same is another step
    const times = (seen.get(says) ?? 0) + 1;
    seen.set(says, times);
    const own = digest(says, String(times));
    const below = [previous[index], ...(plan.needs[index] ?? []).map((each) => stages.get(each)?.at(-1))];
    all.push({ own, whole: digest(own, ...below.map((each) => (each === undefined ? "" : (all[each]?.whole ?? "")))) });
  }
  known.set(plan, all);
  return all;
}

/** `noCache`: nothing is found again, whatever was built. */
export const earlierTimes =
  (times: StepTimes, noCache: boolean) =>
  (plan: Plan): NonNullable<Session["earlier"]> =>
    Object.fromEntries(
      digestsOf(plan).flatMap(({ own, whole }, index) => {
        const step = plan.steps[index];
        const time = Object.hasOwn(times, own) ? times[own] : undefined;
        if (step === undefined || time === undefined) return [];
        return [[step.id, { ...(time.ms !== undefined && { ms: time.ms }), built: !noCache && time.whole === whole }]];
      }),
    );

/** `earlier` with what is known since; the newest last. */
export function timesOf(session: Session, earlier: StepTimes): StepTimes {
  const now = digestsOf(session.plan).flatMap(({ own, whole }, index) => {
    const step = session.plan.steps[index];
    const before = earlier[own];
    const ms = (step && lastTime(session, step.id)) ?? before?.ms;
    const clean = outcomeOf(session, index) !== undefined && handBelow(session, index).length === 0;
    const built = clean ? whole : before?.whole;
    return ms === undefined && built === undefined
      ? []
      : [[own, { ...(ms !== undefined && { ms: Math.round(ms) }), ...(built !== undefined && { whole: built }) }] as const];
  });
  const told = new Set(now.map(([own]) => own));
  const others = Object.entries(earlier).filter(([own]) => !told.has(own));
  return Object.fromEntries([...others, ...now].slice(-most));
}
