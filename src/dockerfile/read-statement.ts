// One statement: known or not, supported or not, and if so to its reader.
import { isSpace } from "./blanks.ts";
import type { LogicalLine } from "./logical-lines.ts";
import type { Instruction } from "./program.ts";
import { keywords, readerOf } from "./readers.ts";
import type { Statement } from "./statement.ts";
import { nearest } from "./suggest.ts";

/** Undefined when there is nothing for the program; then the statement has told why. `above` is the statement before. */
export function readStatement(statement: Statement, line: LogicalLine, above: Statement | undefined): Instruction | undefined {
  const { name, problem } = statement;
  const reader = readerOf(name);
  if (reader === undefined) {
    tellUnknown(statement, above);
    return undefined;
  }
  if (line.unterminated) {
    const message = `unterminated heredoc: no line below is just ${line.unterminated.name}`;
    problem(message, heredocPlace(line), unterminatedHint(line));
  }
  return reader(statement);
}

/** The keyword an unknown one was probably meant to be. */
export function meantKeyword(statement: Statement): string | undefined {
  return keywords.includes(statement.name) ? undefined : nearest(statement.name, keywords);
}

function tellUnknown(statement: Statement, above: Statement | undefined): void {
  const word = statement.keyword.text;
  if (word === "") {
    statement.problem("an instruction is missing: this line only continues");
    return;
  }
  const shown = word.length > 60 ? `${word.slice(0, 59)}…` : word;
  statement.problem(`unknown instruction: ${shown}`, "keyword", unknownHint(statement, above));
}

function unknownHint(statement: Statement, above: Statement | undefined): string {
  const word = statement.keyword.text;
  const odd = [...word].find((char) => isSpace(char) || /\p{Cf}/u.test(char));
  if (odd !== undefined) {
    const code = (odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `The character U+${code} in it can not be seen and is no blank either.`;
  }
  const near = meantKeyword(statement);
  if (near !== undefined) return `Did you mean ${word === word.toLowerCase() ? near.toLowerCase() : near}?`;
  if (above !== undefined && above.base.span.endLine + 1 === statement.base.span.line) {
    return `Is a ${statement.escape} missing at the end of line ${above.base.span.endLine}?`;
  }
  return `Known are ${keywords.join(", ")}.`;
}

function heredocPlace(line: LogicalLine): { readonly start: number; readonly end: number } {
  const start = Math.max(0, line.joined.text.indexOf("<<"));
  const length = /^<<-?[^\S\n]*\S*/.exec(line.joined.text.slice(start))?.[0].length ?? 0;
  return { start, end: start + length };
}

function unterminatedHint(line: LogicalLine): string {
  if (line.joined.text.includes("((")) return "Is it a shift? Write $((1<<2)) without a blank after <<.";
  return "The name must stand alone on its line, without blanks around it.";
}
