// How BuildKit cuts one logical line: keyword, leading flags, the rest; and the rest into words, by blanks or by quotes.
// Words are raw: their quotes and escapes are left for expand.ts. Flags lose theirs here.
import { betweenWords, isAsciiSpace, isSpace, leadingSpace, trimmedLength } from "./blanks.ts";
import type { Word } from "./source-map.ts";

/** `closed` is false when a quote in it never ends. */
export type FlagWord = Word & { readonly closed: boolean };

export type Parts = { readonly keyword: Word; readonly flags: readonly FlagWord[]; readonly rest: Word };

function part(line: string, start: number, end: number): Word {
  return { text: line.slice(start, end), start, end };
}

/** Keyword, flags (words that start with `--`, up to the first that does not or to a bare `--`) and what follows, trimmed. */
export function splitLine(line: string, escapeChar: string): Parts {
  const end = trimmedLength(line);
  const start = Math.min(leadingSpace(line), end);
  const body = line.slice(0, end);
  let keywordEnd = start;
  while (keywordEnd < end && !isWordEnd(body.charCodeAt(keywordEnd))) keywordEnd++;
  const flags: FlagWord[] = [];
  let at = keywordEnd;
  for (;;) {
    while (at < end && isAsciiSpace(body.charCodeAt(at))) at++;
    if (!body.startsWith("--", at)) break;
    const flag = readFlag(body, at, escapeChar);
    at = flag.end;
    if (flag.text === "--") break;
    flags.push(flag);
  }
  at = Math.min(end, at + leadingSpace(body.slice(at)));
  return { keyword: part(body, start, keywordEnd), flags, rest: part(body, at, end) };
}

/**
 * BuildKit takes a flag apart by bytes and each for a character of its own: `\u00e9` comes out as `\u00c3\u00a9`, and the
 * bytes 85 and A0, blanks in Latin-1, end the flag even inside a character.
 */
function readFlag(line: string, start: number, escapeChar: string): FlagWord {
  let text = "";
  let quote = "";
  let at = start;
  for (let char = ""; at < line.length; at += char.length) {
    char = String.fromCodePoint(line.codePointAt(at) ?? 0);
    const bytes = bytesOf(char);
    const blank = quote === "" ? bytes.search(byteSpace) : -1;
    if (blank !== -1) {
      text += bytes.slice(0, blank);
      // A blank of several bytes goes with the flag.
      if (bytes.length > 1) at += char.length;
      break;
    }
    if (quote === "" ? char === "'" || char === '"' : char === quote) {
      quote = quote === "" ? char : "";
      continue;
    }
    if (char === escapeChar) {
      at++;
      if (at >= line.length) break;
      char = String.fromCodePoint(line.codePointAt(at) ?? 0);
    }
    text += bytesOf(char);
  }
  return { text, start, end: Math.min(at, line.length), closed: quote === "" };
}

/** A blank that separates words; no line feed is one. */
const isWordEnd = (code: number): boolean => code !== 10 && isAsciiSpace(code);

const byteSpace = /[\t\n\v\f\r \u0085\u00a0]/;

/** A character's UTF-8 bytes, each as a character. */
function bytesOf(char: string): string {
  return char < "\u0080" ? char : String.fromCharCode(...new TextEncoder().encode(char));
}

/** Words between ASCII blanks; quotes mean nothing. FROM, COPY, ADD, EXPOSE, VOLUME. */
export function splitBlanks(rest: Word): readonly Word[] {
  const words: Word[] = [];
  let from = 0;
  if (rest.text === "") return words;
  for (const gap of rest.text.matchAll(betweenWords)) {
    words.push({ text: rest.text.slice(from, gap.index), start: rest.start + from, end: rest.start + gap.index });
    from = gap.index + gap[0].length;
  }
  words.push({ text: rest.text.slice(from), start: rest.start + from, end: rest.end });
  return words;
}

/** Words between blanks that no quote and no escape protects. ENV, LABEL, ARG. A lone escape at the very end is dropped. */
export function splitQuoted(rest: Word, escapeChar: string): readonly Word[] {
  const words: Word[] = [];
  const line = rest.text;
  let at = 0;
  while (at < line.length) {
    if (isSpace(line.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    let text = "";
    let quote = "";
    for (; at < line.length; at++) {
      const char = line.charAt(at);
      if (quote === "" && isSpace(char)) break;
      if (char === escapeChar && quote !== "'") {
        if (at + 1 === line.length) continue;
        text += char + line.charAt(at + 1);
        at++;
        continue;
      }
      if (quote === "" && (char === "'" || char === '"')) quote = char;
      else if (char === quote) quote = "";
      text += char;
    }
    if (text !== "") words.push({ text, start: rest.start + start, end: rest.start + at });
  }
  return words;
}
