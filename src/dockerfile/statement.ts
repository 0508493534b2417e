// One instruction on its way from a logical line to the program: what every reader gets, and how it complains.
import type { Span, SyntaxProblem } from "./program.ts";
import { originSpan, type SpanOf, type Word } from "./source-map.ts";
import type { TreeNode } from "./tree.ts";
import type { FlagWord } from "./words.ts";

export type Statement = {
  /** The keyword in capitals. */
  readonly name: string;
  readonly keyword: Word;
  readonly flags: readonly FlagWord[];
  /** What follows keyword and flags, trimmed. */
  readonly rest: Word;
  readonly escape: string;
  /** What every instruction of the program carries. */
  readonly base: { readonly span: Span; readonly source: string; readonly text: string };
  /** Where the problem is: some words, the arguments, or the whole instruction. */
  readonly problem: (message: string, place?: Place, hint?: string) => void;
};

type Place = Pick<Word, "start" | "end"> | "keyword" | "arguments";

/** What is said of everything docker build knows and dbuild does not yet. */
export const unsupportedHint = "Take it out, or build this file with docker build.";

export function makeStatement(
  text: string,
  node: TreeNode,
  escapeChar: string,
  spanOf: SpanOf,
  problems: SyntaxProblem[],
): Statement {
  const { line } = node;
  const { keyword, flags, rest } = line.parts;
  const span = spanOf(line.start, line.end);
  const placeOf = (place: Place | undefined): Span => {
    if (place === undefined) return span;
    if (place === "keyword") return node.keyword;
    if (place === "arguments") return node.arguments ?? node.keyword;
    return originSpan(line.joined, place.start, place.end, spanOf);
  };
  return {
    name: keyword.text.toUpperCase(),
    keyword,
    flags,
    rest,
    escape: escapeChar,
    base: { span, source: text.slice(line.start, line.end), text: line.joined.text.slice(keyword.start, rest.end) },
    problem: (message, place, hint) => {
      problems.push({ message, span: placeOf(place), ...(hint === undefined ? {} : { hint }) });
    },
  };
}

/** False, and told, when nothing follows the keyword and its flags. */
export function requireRest(statement: Statement, needs: string, hint?: string): boolean {
  if (statement.rest.text !== "") return true;
  statement.problem(`${statement.name} requires ${needs}`, undefined, hint);
  return false;
}
