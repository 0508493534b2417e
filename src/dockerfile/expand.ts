// Expansion of one raw word of an instruction, as BuildKit's lexer does it.
import { withoutStrayBytes } from "./bytes.ts";
import { LexError, type LexOptions, type Lookup, lex, type Meter } from "./lexer.ts";

export type { Lookup, Meter } from "./lexer.ts";

export type Expanded = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string };
export type ExpandedWords =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * Takes quotes and escapes off and puts variables in; never splits. `escapeChar` is the program's. The message names no place.
 * `meter` counts the steps of several words; one alone may take 64 million, and come to 16 MiB (lexer.ts).
 */
export function expand(word: string, lookup: Lookup, escapeChar: string, meter?: Meter): Expanded {
  const result = attempt(word, { lookup, escape: escapeChar, onlyText: true, ...(meter && { meter }) });
  return result.ok ? { ok: true, value: result.lexed.text } : result;
}

/** Like expand, then cut at blanks that were not quoted; for EXPOSE, whose variables may hold several ports. */
export function expandWords(word: string, lookup: Lookup, escapeChar: string, meter?: Meter): ExpandedWords {
  const result = attempt(word, { lookup, escape: escapeChar, ...(meter && { meter }) });
  return result.ok ? { ok: true, words: result.lexed.words } : result;
}

/**
 * The body of a heredoc of COPY or ADD whose `expand` is set: quotes are ordinary, and the escape is always a backslash,
 * whatever the file's own (BuildKit's ExpandRaw).
 */
export function expandBody(body: string, lookup: Lookup): Expanded {
  const result = attempt(body, { lookup, escape: "\\", plainQuotes: true, onlyText: true });
  return result.ok ? { ok: true, value: result.lexed.text } : result;
}

/** What is wrong with a word whatever the variables hold: an open quote or brace, a bad modifier. Undefined: nothing. */
export function wordProblem(word: string, escapeChar: string): string | undefined {
  const result = attempt(word, { lookup: () => "x", escape: escapeChar, onlyText: true });
  return result.ok ? undefined : result.message;
}

/** The same for the body of a heredoc. */
export function bodyProblem(body: string): string | undefined {
  const result = expandBody(body, () => "x");
  return result.ok ? undefined : result.message;
}

function attempt(
  word: string,
  options: LexOptions,
): { ok: true; lexed: ReturnType<typeof lex> } | { ok: false; message: string } {
  try {
    // it works on characters (Go's runes)
    return { ok: true, lexed: lex(withoutStrayBytes(word), options) };
  } catch (error) {
    if (error instanceof LexError) return { ok: false, message: error.message };
    throw error;
  }
}
