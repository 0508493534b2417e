/** From what a step is made of to what is remembered of it, and whose it is in the next text. Pure. */
import { shortDigest, shownInputs } from "../../builder/inputs/shown-inputs.ts";
import type { StepInputs } from "../../builder/inputs/step-inputs.ts";
import { identify } from "../../builder/plan/identify.ts";
import type { PlanResult } from "../../builder/plan/make-plan.ts";
import type { Plan } from "../../builder/plan/plan.ts";
import type { ValuesToHide } from "../../builder/sandbox/hide-values.ts";
import { type Step, type StepId, stepText } from "../../builder/steps.ts";
import type { RememberedBuild, RememberedFile, RememberedStep } from "./remembered.ts";

/** Files of one step, and of all, that are remembered one by one. */
export const mostFiles = 10_000;
const mostFilesOfAll = 30_000;
const mostInputs = 500;
/** Characters of a Dockerfile. */
const mostText = 1_000_000;
const mostLine = 200;

export type NewlyMade = Omit<RememberedStep, "at">;

export function madeOf(step: Step, { key, inputs, files }: StepInputs, build: ValuesToHide): NewlyMade {
  const list: RememberedFile[] = [];
  let fileCount = 0;
  for (const { path, type, mode, uid, gid, content } of files()) {
    fileCount++;
    if (list.length >= mostFiles) continue;
    list.push([path, `${type} ${mode.toString(8)} ${uid}:${gid}`, type === "file" ? shortDigest(content) : content]);
  }
  const text = stepText(step).slice(0, mostLine);
  return { text, key, inputs: shownInputs(inputs().slice(0, mostInputs), build), fileCount, files: () => list };
}

/** What is remembered, by the steps of `plan` that it is of: an inserted line makes no other step another one. */
export function rememberedIn(
  plan: Plan,
  { text, steps }: RememberedBuild,
  replan: (text: string) => PlanResult,
): ReadonlyMap<StepId, RememberedStep> {
  const places = placesIn(plan, text, replan);
  return new Map(
    steps.flatMap((step): [StepId, RememberedStep][] => {
      const [at, trigger] = step.at.split(".");
      const id = places.get(Number(at));
      return id === undefined ? [] : [[trigger === undefined ? id : (`${id}.${trigger}` as StepId), step]];
    }),
  );
}

/** By place in the old text, who an instruction is. */
function placesIn(plan: Plan, text: string, replan: (text: string) => PlanResult): ReadonlyMap<number, StepId> {
  if (text === plan.text) return new Map(plan.ids.map((id, at) => [at, id]));
  const old = replan(text);
  const now = replan(plan.text);
  if (!old.ok || !now.ok) return new Map();
  const oldAt = new Map(old.plan.ids.map((id, at) => [id, at]));
  const { ids } = identify(now.plan, old.plan);
  return new Map(
    ids.flatMap((id, at): [number, StepId][] => {
      const was = oldAt.get(id);
      const own = plan.ids[at];
      return was === undefined || own === undefined ? [] : [[was, own]];
    }),
  );
}

/** All that is known of the steps of a text, of stages too that this target does not need. Undefined: it is too much to keep. */
export function toRemember(plan: Plan, made: ReadonlyMap<StepId, NewlyMade>, engine: string): RememberedBuild | undefined {
  if (plan.text.length > mostText) return undefined;
  const places = new Map(plan.ids.map((id, at) => [id, at]));
  let left = mostFilesOfAll;
  const steps = [...made].flatMap(([id, step]): RememberedStep[] => {
    const [own = "", trigger] = id.split(".");
    const at = places.get(own as StepId);
    if (at === undefined) return [];
    const files = left < step.fileCount ? step.files().slice(0, left) : undefined;
    left -= Math.min(left, step.fileCount);
    return [{ ...step, at: trigger === undefined ? `${at}` : `${at}.${trigger}`, ...(files && { files: () => files }) }];
  });
  return { text: plan.text, engine, steps };
}
