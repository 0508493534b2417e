// Where a logical line opens heredocs. Only their names matter here: bodies are found so that they are not read as instructions.
import { lex } from "./lexer.ts";

export type Heredoc = {
  readonly name: string;
  /** `<<-`: leading tabs of the closing line do not count. */
  readonly stripTabs: boolean;
};

const unset = (): undefined => undefined;

/** The heredocs of a whole logical line, in order of appearance. The escape is always a backslash here, as in BuildKit. */
export function heredocsOf(line: string): readonly Heredoc[] {
  if (!line.includes("<<")) return [];
  const words = lexedWords(line, true);
  return (words ?? []).map(heredocOf).filter((heredoc) => heredoc !== undefined);
}

/** The heredoc one raw word opens: digits, `<<`, perhaps `-`, then exactly one shell word. */
export function heredocOf(word: string): Heredoc | undefined {
  const match = /^\d*<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word);
  if (!match?.[2]) return undefined;
  const names = lexedWords(match[2], false);
  const name = names?.[0];
  return name === undefined || names?.length !== 1 ? undefined : { name, stripTabs: match[1] === "-" };
}

/** Undefined when the text cannot be lexed: an apostrophe in a RUN hides its heredocs from BuildKit. */
function lexedWords(text: string, keepAll: boolean): readonly string[] | undefined {
  try {
    return lex(text, { lookup: unset, escape: "\\", keepUnset: true, keepQuotes: keepAll, keepEscapes: keepAll }).words;
  } catch {
    return undefined;
  }
}
