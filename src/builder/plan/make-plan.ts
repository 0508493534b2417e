/** Dockerfile text -> the plan of a session: program, and the steps its target needs, numbered as if no text came before. Pure. */

import { problemsOfStages } from "../../dockerfile/needed.ts";
import { parseDockerfile } from "../../dockerfile/parse.ts";
import type { Program, Stage, SyntaxProblem } from "../../dockerfile/program.ts";
import { globalArg, predefinedArgs } from "../args.ts";
import type { NamedContext } from "../request.ts";
import { lookupIn, word } from "../stage-variables.ts";
import type { ArgValue, BuildState } from "../state.ts";
import { emptyState } from "../state.ts";
import { isReplaced, neededStages, type StepId, targetStage } from "../steps.ts";
import { type Plan, placedInstructions, planned } from "./plan.ts";

export type PlanOptions = {
  readonly target?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platformArgs: readonly ArgValue[];
  /** --build-context, by name: one of a stage's name stands for the stage. */
  readonly contexts?: Readonly<Record<string, NamedContext>>;
};

export type PlanResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly problems: readonly SyntaxProblem[] };

/** The plan, or every problem of the text (and of --target). */
export function makePlan(text: string, options: PlanOptions): PlanResult {
  const parsed = parseDockerfile(text);
  if (!parsed.ok) return parsed;
  const { program } = parsed;
  const target = targetStage(program, options.target);
  if (!target) return { ok: false, problems: [unknownTarget(program, options.target ?? "")] };
  const image = baseWords(program, options);
  const { contexts = {} } = options;
  const isOther = (stage: Stage): boolean => isReplaced(stage, contexts) !== undefined;
  const needed = neededStages(program, target, { image, replaced: isOther });
  const problems = problemsOfStages(parsed.ifNeeded, needed, (arg) => Object.hasOwn(options.buildArgs, arg));
  if (problems.length > 0) return { ok: false, problems };
  const ids = placedInstructions(program).map((_, at): StepId => `s${at + 1}`);
  const bases = program.stages.map(image);
  const replaced = program.stages.filter(isOther).map(({ index }) => index);
  const named = { text, program, ids, lastId: ids.length, gone: [], bases, replaced, triggers: {} };
  return { ok: true, plan: planned({ ...named, target: target.index }) };
}

function unknownTarget(program: Program, target: string): SyntaxProblem {
  const names = program.stages.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const last = program.stages.at(-1)?.from.span ?? { line: 1, endLine: 1, start: 0, end: 0 };
  const hint =
    names.length > 0
      ? `stages of this Dockerfile: ${names.join(", ")}`
      : "no stage of this Dockerfile has a name (FROM … AS name)";
  return { message: `target stage "${target}" could not be found`, span: last, hint };
}

/** What each FROM's word says with the arguments given. A word that cannot be expanded stays raw; running it will tell. */
function baseWords(program: Program, { buildArgs, platformArgs }: PlanOptions): (stage: Stage) => string {
  const predefined = predefinedArgs(platformArgs, buildArgs, program);
  let state: BuildState = emptyState;
  try {
    for (const instruction of program.globals)
      state = globalArg(state, instruction, { buildArgs, outer: predefined, escape: program.escape });
  } catch {
    // The ARG's own step reports it, located.
  }
  const lookup = lookupIn([...predefined, ...state.globals]);
  return (stage) => {
    try {
      return word(stage.from.image, lookup, program.escape);
    } catch {
      return stage.from.image;
    }
  };
}
