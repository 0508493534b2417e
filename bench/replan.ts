// A step list of 2,000 instructions, all with a result, under an edit at the top: milliseconds from the new text to the next session,
// as JSON. Run by replan.mjs in a process of its own.
import { platformArgs } from "../src/builder/args.ts";
import { makePlan } from "../src/builder/plan/make-plan.ts";
import type { Plan } from "../src/builder/plan/plan.ts";
import { emptyState } from "../src/builder/state.ts";
import { load } from "../src/debugger/reload.ts";
import { newSession, type Outcome, type Session } from "../src/debugger/session.ts";

const steps = Array.from({ length: 1998 }, (_, at) => `RUN step ${at} && make -j4 target-${at}`);
const options = { buildArgs: {}, platformArgs: platformArgs({ os: "linux", architecture: "amd64" }, "default") };
const done: Outcome = { how: "done", ms: 1, size: 0 };

/** `top` stands alone in the first stage, so that all results of the second one stand. */
function planOf(top: string): Plan {
  const made = makePlan(
    [`FROM busybox AS first`, top, "FROM busybox", ...steps.slice(1), "COPY --from=first / /"].join("\n"),
    options,
  );
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.plan;
}

const plan = planOf("RUN before");
const all = <T>(value: T) => Object.fromEntries(plan.ids.map((id): [string, T] => [id, value]));
const session: Session = { ...newSession("bench", plan, { breakpoints: [] }), outcomes: all(done), states: all(emptyState) };

const times: number[] = [];
for (let turn = 0; turn < 25; turn++) {
  const began = performance.now();
  const next = load(session, planOf(`RUN edit ${turn}`));
  times.push(performance.now() - began);
  // the edited step and the copy of its stage
  if (plan.steps.length - Object.keys(next.outcomes).length !== 2) throw new Error("the wrong results stand");
}
// the first ones are those of code that was not compiled yet
process.stdout.write(JSON.stringify(times.slice(5)));
