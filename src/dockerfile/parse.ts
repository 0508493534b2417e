// The text of a Dockerfile to its program, or to everything that is wrong with it.
import { checkFrame, draftStages, type Entry } from "./assemble.ts";
import { checkStages } from "./check-stages.ts";
import { findDirectives } from "./directives.ts";
import { nameImages } from "./image-numbers.ts";
import { inCapitals } from "./keyword.ts";
import { readLines } from "./logical-lines.ts";
import { problemsOfStages } from "./needed.ts";
import type { ParseResult, Span, Stage, SyntaxProblem } from "./program.ts";
import { meantKeyword, readStatement } from "./read-statement.ts";
import { type SpanOf, spanMaker } from "./source-map.ts";
import { makeStatement, type Told } from "./statement.ts";
import { visible } from "./visible.ts";

/**
 * Reads a Dockerfile as BuildKit's stable frontend does. All problems come at once, in file order: what is wrong whatever is
 * built, and, once the program holds together, apart from it what counts only for stages that are built (`ifNeeded`).
 * Offsets of spans count in `text` as given, a byte order mark included.
 */
export function parseDockerfile(text: string): ParseResult {
  const spanOf = spanMaker(text);
  const lines = readLines(text, spanOf);
  const told: Told = { problems: [...lines.problems], ifNeeded: [], stage: -1 };
  const entries: Entry[] = [];
  for (const line of lines.logical) {
    if (inCapitals(line.parts.keyword.text) === "FROM") told.stage++;
    const statement = makeStatement({ text, line, escape: lines.escape, spanOf }, told);
    const instruction = readStatement(statement, line, entries.at(-1)?.statement);
    entries.push({ statement, instruction });
  }
  const frame = checkFrame(entries, (entry) => meantKeyword(entry.statement) === "FROM", lastLine(text, spanOf));
  if (frame) told.problems.push(frame);
  const drafts = draftStages(entries);
  const outlines = nameImages(drafts.stages.map((draft) => ({ ...draft, ...named(draft.from?.name) })));
  const checked = checkStages(outlines);
  const problems = [...told.problems, ...checked.problems];
  const ifNeeded = [...told.ifNeeded, ...checked.ifNeeded];
  const stages: Stage[] = [];
  for (const { from, body } of outlines) {
    if (from) stages.push({ index: stages.length, from, body, ...named(from.name) });
  }
  const program = { escape: lines.escape, ...findDirectives(text, spanOf), globals: drafts.globals, stages };
  if (problems.length > 0) {
    const all: readonly SyntaxProblem[] = [...problems, ...problemsOfStages(ifNeeded, "all")];
    const whole = entries.every(
      ({ statement, instruction }) => instruction?.kind === "from" || meantKeyword(statement) !== "FROM",
    );
    return { ok: false, problems: inOrder(all).map(printable), ...(whole && frame === undefined ? { readable: program } : {}) };
  }
  return { ok: true, program, ifNeeded: inOrder(ifNeeded).map(printable) };
}

/** Where BuildKit stood when it found no instruction. */
function lastLine(text: string, spanOf: SpanOf): Span {
  const end = text.endsWith("\n") ? text.length - 1 : text.length;
  return spanOf(text.slice(0, end).lastIndexOf("\n") + 1, end);
}

function inOrder<P extends SyntaxProblem>(problems: readonly P[]): readonly P[] {
  return problems.toSorted((a, b) => a.span.start - b.span.start);
}

/** Messages quote the file, and end on a terminal. */
function printable<P extends SyntaxProblem>(problem: P): P {
  const { message, hint } = problem;
  return { ...problem, message: visible(message), ...(hint === undefined ? {} : { hint: visible(hint) }) };
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
