// Which heredocs a logical line opens, and how the words of COPY and RUN name them again.
import { lex } from "./lexer.ts";

/** The opening of a heredoc: `3<<-"NAME"`. */
export type HeredocMark = {
  readonly name: string;
  /** `<<-`: leading tabs of the body and of the closing line do not count. */
  readonly stripTabs: boolean;
  /** No part of the name was in quotes. An escape in it changes nothing (BuildKit counts quotes). */
  readonly expand: boolean;
};

const unset = (): undefined => undefined;

/** The heredocs of a whole logical line, in order of appearance. The escape is always a backslash here, as in BuildKit. */
export function heredocsOf(line: string): readonly HeredocMark[] {
  if (!line.includes("<<")) return [];
  const words = lexedWords(line, true, true);
  return (words ?? []).map(heredocOf).filter((heredoc) => heredoc !== undefined);
}

/** The heredoc one raw word opens: digits, `<<`, perhaps `-`, then exactly one shell word. */
export function heredocOf(word: string): HeredocMark | undefined {
  const match = /^\d*<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word);
  if (!match?.[2]) return undefined;
  const names = lexedWords(match[2], false, false);
  const name = names?.[0];
  if (name === undefined || names?.length !== 1) return undefined;
  const quoted = lexedWords(match[2], true, false)?.[0] ?? name;
  return { name, stripTabs: match[1] === "-", expand: quotes(quoted) === quotes(name) };
}

/** The body as a file or a script gets it. */
export function bodyOf(body: string, stripTabs: boolean): string {
  return stripTabs ? body.replace(/(^|\n)\t+/g, "$1") : body;
}

function quotes(text: string): number {
  return text.replace(/[^'"]/g, "").length;
}

/** Undefined when the text cannot be lexed: an apostrophe in a RUN hides its heredocs from BuildKit. */
function lexedWords(text: string, keepQuotes: boolean, keepEscapes: boolean): readonly string[] | undefined {
  try {
    return lex(text, { lookup: unset, escape: "\\", keepUnset: true, keepQuotes, keepEscapes }).words;
  } catch {
    return undefined;
  }
}
