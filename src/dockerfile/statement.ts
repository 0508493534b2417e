// One instruction on its way from a logical line to the program: what every reader gets, and how it complains.
import { inCapitals } from "./keyword.ts";
import type { FoundHeredoc, LogicalLine } from "./logical-lines.ts";
import type { Span, StageProblem, SyntaxProblem } from "./program.ts";
import { readTree } from "./read-tree.ts";
import { originSpan, type SpanOf, type Word } from "./source-map.ts";
import type { FlagWord } from "./split-line.ts";

export type Statement = {
  /** The keyword in capitals. */
  readonly name: string;
  readonly keyword: Word;
  readonly flags: readonly FlagWord[];
  /** What follows keyword and flags, trimmed. */
  readonly rest: Word;
  readonly escape: string;
  /** The whole logical line, blanks at its ends included. */
  readonly line: string;
  readonly heredocs: readonly FoundHeredoc[];
  /** What every instruction of the program carries. */
  readonly base: { readonly span: Span; readonly source: string; readonly text: string };
  /** The place of a word in the file. */
  readonly spanOf: (word: Pick<Word, "start" | "end">) => Span;
  /** Where the problem is: some words, the arguments, or the whole instruction. */
  readonly problem: (message: string, place?: Place, hint?: string) => void;
  /** A problem of which BuildKit learns only when it builds this stage. `defaultOf`: the ARG whose default it is in. */
  readonly problemIfNeeded: (message: string, place?: Place, hint?: string, defaultOf?: string) => void;
};

type Place = Pick<Word, "start" | "end"> | "keyword" | "arguments";

/** Where statements leave what is wrong. `stage` is the index of the one being read, -1 before the first. */
export type Told = {
  readonly problems: SyntaxProblem[];
  readonly ifNeeded: StageProblem[];
  stage: number;
};

/** A logical line in its file. */
type InFile = { readonly text: string; readonly line: LogicalLine; readonly escape: string; readonly spanOf: SpanOf };

export function makeStatement({ text, line, escape: escapeChar, spanOf }: InFile, told: Told): Statement {
  const { stage } = told;
  const { keyword, flags, rest } = line.parts;
  const span = spanOf(line.start, line.end);
  const placeOf = (place: Place | undefined): Span => {
    if (place === undefined) return span;
    if (place === "keyword" || place === "arguments") {
      const node = readTree(text, line, spanOf);
      return place === "arguments" ? (node.arguments ?? node.keyword) : node.keyword;
    }
    return originSpan(line.joined, place.start, place.end, spanOf);
  };
  return {
    name: inCapitals(keyword.text),
    keyword,
    flags,
    rest,
    escape: escapeChar,
    line: line.joined.text,
    heredocs: line.heredocs,
    spanOf: placeOf,
    base: { span, source: text.slice(line.start, line.end), text: line.joined.text.slice(keyword.start, rest.end) },
    problem: (message, place, hint) => {
      told.problems.push({ message, span: placeOf(place), ...(hint === undefined ? {} : { hint }) });
    },
    problemIfNeeded: (message, place, hint, defaultOf) => {
      const more = { ...(hint === undefined ? {} : { hint }), ...(defaultOf === undefined ? {} : { defaultOf }) };
      told.ifNeeded.push({ message, span: placeOf(place), stage, ...more });
    },
  };
}

/** False, and told, when nothing follows the keyword and its flags. */
export function requireRest(statement: Statement, needs: string, hint?: string): boolean {
  if (statement.rest.text !== "") return true;
  statement.problem(`${statement.name} requires ${needs}`, undefined, hint);
  return false;
}
