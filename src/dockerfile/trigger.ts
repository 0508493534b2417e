// An ONBUILD trigger when it runs: text from an image's config or from a stage of this file, read as a file of its own.
import { readLines } from "./logical-lines.ts";
import type { FromInstruction, Instruction, Span, SyntaxProblem } from "./program.ts";
import { readStatement } from "./read-statement.ts";
import { makeStatement, type Told } from "./statement.ts";
import { visible } from "./visible.ts";

export type TriggerResult =
  | { readonly ok: true; readonly instruction: Exclude<Instruction, FromInstruction> }
  | { readonly ok: false; readonly problems: readonly SyntaxProblem[] };

/**
 * The instruction of a trigger, or what is wrong with it. Its escape is a backslash whatever the file's (BuildKit), its
 * `source` the trigger's text, and `at` (the FROM that runs it) the place of everything.
 */
export function parseTrigger(trigger: string, at: Span): TriggerResult {
  const spanOf = (): Span => at;
  const lines = readLines(trigger, spanOf);
  const told: Told = { problems: [...lines.problems], ifNeeded: [], stage: 0 };
  const found = lines.logical.map((line) => {
    const statement = makeStatement({ text: trigger, line, escape: lines.escape, spanOf }, told);
    return { ...readStatement(statement, line, undefined), span: at };
  });
  const [first, second] = found;
  const refuse = (message: string): TriggerResult => ({
    ok: false,
    problems: [{ message: visible(`ONBUILD trigger: ${message}: ${trigger.split("\n")[0]}`), span: at }],
  });
  if (first === undefined || second !== undefined) return refuse("it must be exactly one instruction");
  const problems = [...told.problems, ...told.ifNeeded.map(({ stage: _stage, defaultOf: _of, ...problem }) => problem)];
  if (problems.length > 0) {
    return {
      ok: false,
      problems: problems.map((problem) => ({ ...problem, message: visible(`ONBUILD trigger: ${problem.message}`), span: at })),
    };
  }
  if (!("kind" in first)) return refuse("it can not be read");
  if (first.kind === "from") return refuse("FROM can not be a trigger");
  return { ok: true, instruction: first };
}
