/** Words on the terminal: problems with their place, failures with what to do. Everything from outside is cleaned first. */
import { engineHint } from "../builder/problem.ts";
import { excerpt } from "../dockerfile/excerpt.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import { EngineLostError, type Problem, UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { exitCode } from "./exit-code.ts";

export type Print = (line: string) => void;

/** Tells an error and returns the exit code it stands for. */
export function report(error: unknown, print: Print): number {
  if (error instanceof UserError) {
    for (const problem of error.problems) reportProblem(problem, print);
    return exitCode.usage;
  }
  if (error instanceof EngineLostError) {
    print(`dbuild: ${cleanText(error.message)}`);
    print(`  ${cleanText(error.hint)}`);
    return exitCode.noEngine;
  }
  const words = error instanceof Error ? error.message : String(error);
  print(`dbuild: ${cleanText(words)}`);
  const hint = engineHint(words);
  if (hint !== undefined) print(`  ${hint}`);
  return exitCode.stepFailed;
}

function reportProblem({ message, place, hint }: Problem, print: Print): void {
  print(`dbuild: ${place ? `${cleanText(place.file)}:${place.line}: ` : ""}${cleanText(message)}`);
  if (hint !== undefined) print(`  ${cleanText(hint)}`);
}

const mostShown = 100;

/** Every problem of a Dockerfile (of many the first 100), each with its excerpt. */
export function reportSyntax(problems: readonly SyntaxProblem[], file: string, text: string, print: Print): number {
  for (const { message, span, hint } of problems.slice(0, mostShown)) {
    print(`${cleanText(file)}:${span.line}`);
    print(excerpt(text, span.line, span.endLine).trimEnd());
    print(`dbuild: ${cleanText(file)}:${span.line}: ${cleanText(message)}`);
    if (hint !== undefined) print(`  ${cleanText(hint)}`);
  }
  if (problems.length > mostShown) print(`dbuild: … and ${problems.length - mostShown} more problems: dbuild check tells them`);
  return exitCode.usage;
}
