/**
 * What the steps of a session are made of, beside what they were made of when their layers were made last: told by the builder while it
 * looks for layers, so nothing is asked or read for it. It is kept beside the session, and written down once nothing runs.
 */
import type { Lookup, StepInputs } from "../../builder/inputs/step-inputs.ts";
import type { PlanResult } from "../../builder/plan/make-plan.ts";
import type { Plan } from "../../builder/plan/plan.ts";
import type { ValuesToHide } from "../../builder/sandbox/hide-values.ts";
import type { Step, StepId } from "../../builder/steps.ts";
import { isBusy, type Session } from "../session.ts";
import { compareInputs, type Difference } from "./compare-inputs.ts";
import { madeOf, type NewlyMade, rememberedIn, toRemember } from "./remember.ts";
import type { BuildMemory } from "./remembered.ts";

const nothing: KnownInputs = { of: () => undefined, maker: () => undefined };

/** Where nothing is told. */
export const noInputs = (): KnownInputs => nothing;

/** A step as it was made now, and last. */
export type Made = {
  readonly lookup: Lookup;
  readonly now: NewlyMade;
  readonly before: NewlyMade | undefined;
  /** Was any build of this Dockerfile remembered then? */
  readonly remembers: boolean;
  /** Between both; done when first asked for. */
  differences(): readonly Difference[];
};

/** What is known for the question why. */
export type KnownInputs = {
  of(step: StepId): Made | undefined;
  /** The step whose layer has that chain key, the first one that has. */
  maker(plan: Plan, key: string): StepId | undefined;
  /** Address of the engine of the last build, where that was another one. */
  readonly otherEngine?: string;
};

export type InputMemory = {
  /** Of a step that is attempted. */
  readonly hear: (step: Step, inputs: StepInputs) => void;
  /** To be called after every change of the session. */
  readonly observe: (session: Session) => void;
  readonly known: () => KnownInputs;
};

type MemoryOptions = {
  readonly memory: BuildMemory;
  /** As the session begins. */
  readonly plan: () => Plan;
  readonly replan: (text: string) => PlanResult;
  readonly values: ValuesToHide;
  /** Address. */
  readonly engine: string;
};

export function inputMemory({ memory, plan, replan, values, engine }: MemoryOptions): InputMemory {
  let begun = false;
  let text: string | undefined;
  let otherEngine: string | undefined;
  /** As their layers were made last. */
  const last = new Map<StepId, NewlyMade>();
  const made = new Map<StepId, Made>();
  /** Attempted, and without a result yet. */
  const open = new Set<StepId>();
  let seen: Session["outcomes"] | undefined;
  let changed = false;

  const begin = (): void => {
    if (begun) return;
    begun = true;
    const found = memory.read();
    if (found === undefined) return;
    text = found.text;
    if (found.engine !== engine) otherEngine = found.engine;
    for (const [id, step] of rememberedIn(plan(), found, replan)) last.set(id, step);
  };
  const hasResults = ({ outcomes, plan: { text: own } }: Session): void => {
    for (const id of open) {
      const outcome = outcomes[id];
      const now = made.get(id)?.now;
      if (outcome === undefined || now === undefined) continue;
      open.delete(id);
      // what a person made is nothing that a build makes again
      if (outcome.how === "hand") continue;
      changed ||= last.get(id) !== now || own !== text;
      last.set(id, now);
    }
  };
  return {
    hear: (step, inputs) => {
      begin();
      const before = open.has(step.id) ? made.get(step.id)?.before : last.get(step.id);
      const isSame = before?.key === inputs.key;
      const now = isSame ? before : madeOf(step, inputs, values);
      let differences: readonly Difference[] | undefined;
      made.set(step.id, {
        lookup: inputs.lookup,
        now,
        before,
        remembers: text !== undefined,
        differences: () => {
          differences ??= before === undefined || isSame ? [] : compareInputs(before, now);
          return differences;
        },
      });
      open.add(step.id);
    },
    observe: (session) => {
      if (session.outcomes !== seen) {
        seen = session.outcomes;
        hasResults(session);
      }
      if (!changed || isBusy(session)) return;
      changed = false;
      text = session.plan.text;
      const build = toRemember(session.plan, last, engine);
      if (build !== undefined) memory.write(build);
    },
    known: () => ({
      of: (step) => made.get(step),
      maker: ({ steps }, key) => steps.find(({ id }) => made.get(id)?.now.key === key)?.id,
      ...(otherEngine !== undefined && { otherEngine }),
    }),
  };
}
