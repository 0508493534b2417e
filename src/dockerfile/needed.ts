// Which problems of a file count for one build: BuildKit does not look into stages the target does not need.
import type { StageProblem, SyntaxProblem } from "./program.ts";

/**
 * Problems of the stages in `needed` ("all": whatever is built, for checks), in file order. `given` says whether --build-arg
 * gives an ARG its value; its default does not matter then.
 */
export function problemsOfStages(
  ifNeeded: readonly StageProblem[],
  needed: ReadonlySet<number> | "all",
  given: (arg: string) => boolean = () => false,
): readonly SyntaxProblem[] {
  return ifNeeded
    .filter(({ stage, defaultOf }) => {
      if (defaultOf !== undefined && given(defaultOf)) return false;
      return stage === -1 || needed === "all" || needed.has(stage);
    })
    .map(({ stage: _stage, defaultOf: _defaultOf, ...problem }) => problem);
}
