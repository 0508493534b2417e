// The text of a Dockerfile to its program, or to everything that is wrong with it.
import { checkFrame, draftStages, type Entry } from "./assemble.ts";
import { checkStages } from "./check.ts";
import { readLines } from "./lines.ts";
import type { ParseResult, Stage, SyntaxProblem } from "./program.ts";
import { meantKeyword, readStatement } from "./read-statement.ts";
import { spanMaker } from "./source-map.ts";
import { makeStatement } from "./statement.ts";
import { readTree } from "./tree.ts";
import { visible } from "./visible.ts";

/**
 * Reads a Dockerfile as BuildKit's stable frontend does. All problems come at once, in file order; what docker build can
 * do and dbuild not yet is among them. Offsets of spans count in `text` as given, a byte order mark included.
 */
export function parseDockerfile(text: string): ParseResult {
  const spanOf = spanMaker(text);
  const lines = readLines(text, spanOf);
  const problems: SyntaxProblem[] = [...lines.problems];
  const entries: Entry[] = [];
  for (const node of readTree(text, lines, spanOf)) {
    const statement = makeStatement(text, node, lines.escape, spanOf, problems);
    const instruction = readStatement(statement, node.line, entries.at(-1)?.statement);
    entries.push({ statement, instruction });
  }
  const frame = checkFrame(entries, (entry) => meantKeyword(entry.statement) === "FROM", spanOf(0, 0));
  if (frame) problems.push(frame);
  const drafts = draftStages(entries);
  const outlines = drafts.stages.map(({ from, line, body }) => ({ line, body, ...named(from?.name) }));
  problems.push(...checkStages(outlines));
  if (problems.length > 0) return { ok: false, problems: problems.sort((a, b) => a.span.start - b.span.start).map(printable) };
  const stages: Stage[] = [];
  for (const { from, body } of drafts.stages) {
    if (from) stages.push({ index: stages.length, from, body, ...named(from.name) });
  }
  return { ok: true, program: { escape: lines.escape, globals: drafts.globals, stages } };
}

/** Messages quote the file, and end on a terminal. */
function printable({ message, span, hint }: SyntaxProblem): SyntaxProblem {
  return { message: visible(message), span, ...(hint === undefined ? {} : { hint: visible(hint) }) };
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
