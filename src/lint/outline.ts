// The Dockerfile as lines, for rules about how it is written: keywords in their own case, FROM's words, comments above.
import { readLines } from "../dockerfile/logical-lines.ts";
import type { Span } from "../dockerfile/program.ts";
import { spanMaker, type Word } from "../dockerfile/source-map.ts";
import { splitBlanks } from "../dockerfile/split-line.ts";

/** One instruction as it is written. */
export type Line = {
  readonly span: Span;
  /** In its own case. */
  readonly keyword: string;
  /** What follows keyword and flags. */
  readonly rest: Word;
  /** `rest` between blanks. */
  readonly words: readonly string[];
  /** Comment lines right above, without `#`, since the last empty comment or instruction; directives are none. */
  readonly comments: readonly string[];
  /** The line BuildKit names for a continuation with empty lines: its last one, heredoc bodies aside. */
  readonly emptyContinuation?: Span;
};

/** Everything that stands where an instruction may stand, in file order. Never fails. */
export function readOutline(text: string): readonly Line[] {
  const spanOf = spanMaker(text);
  let above = 0;
  return readLines(text, spanOf).logical.map((line, index): Line => {
    const comments = commentsIn(text.slice(above, line.start), index === 0);
    above = line.end;
    const head = line.roles.filter((role) => role.type !== "body");
    const last = head.at(-1);
    const gap = head.some((role) => role.type === "blank") && last !== undefined;
    return {
      span: spanOf(line.start, line.end),
      keyword: line.parts.keyword.text,
      rest: line.parts.rest,
      words: splitBlanks(line.parts.rest).map((word) => word.text),
      comments,
      ...(gap ? { emptyContinuation: spanOf(last.line.start, Math.max(last.line.start, last.line.end)) } : {}),
    };
  });
}

const directive = /^#\s*(?:escape|syntax|check)\s*=/i;

/** `first`: nothing but comments stands above, so directives may be among them. */
function commentsIn(text: string, first: boolean): readonly string[] {
  let comments: string[] = [];
  let zone = first;
  for (const raw of text.replace(/^\ufeff/, "").split("\n")) {
    const line = raw.trim();
    if (zone && directive.test(line)) continue;
    zone = false;
    if (!line.startsWith("#")) continue;
    const comment = line.slice(1).trim();
    if (comment === "") comments = [];
    else comments.push(comment);
  }
  return comments;
}
