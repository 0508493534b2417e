// BuildKit's word lexer: quotes, escapes and $-substitutions of one word. Pure mechanism; expand.ts is the door.
import { isSpace } from "./blanks.ts";
import { removePrefix, removeSuffix, replacePattern } from "./pattern.ts";

/** The value of a variable; undefined: not set. */
export type Lookup = (name: string) => string | undefined;

export type LexOptions = {
  readonly lookup: Lookup;
  /** `\` or a backtick. */
  readonly escape: string;
  /** Quotes stay in the result. */
  readonly keepQuotes?: boolean;
  /** Quotes are characters like others. */
  readonly plainQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly keepEscapes?: boolean;
  /** Substitutions of unset variables stay as written. */
  readonly keepUnset?: boolean;
  /** The words of the text are not asked for. */
  readonly onlyText?: boolean;
  /** Of several texts that must not take too long together. */
  readonly meter?: Meter;
};

/** Steps that are left: characters put in, characters looked at in matching. */
export type Meter = { left: number };

const deepest = 200;

/**
 * Characters a text may come to. docker build sends an image's config, which holds the values and tells them in its history, in
 * one message of at most 16 MiB (BuildKit's defaults.DefaultMaxSendMsgSize: "trying to send message larger than max").
 */
const longestValue = 16 * 1024 * 1024;

/** Steps one text may take; BuildKit has no such limit, and would be busy for minutes. */
const mostSteps = 64 * 1024 * 1024;

/** A word that cannot be lexed; caught in expand.ts. */
export class LexError extends Error {}

type Lexer = LexOptions & {
  readonly chars: readonly string[];
  readonly spend: (steps: number) => void;
  at: number;
  raw: boolean;
  depth: number;
  /** One buffer for all depths: a nested substitution empties it, as BuildKit's does (`EXPOSE 8${X:-0}80` is port 080). */
  word: string;
};

export type Lexed = { readonly text: string; readonly words: readonly string[] };

/** Throws LexError. */
export function lex(source: string, options: LexOptions): Lexed {
  const raw = options.keepEscapes ?? false;
  const spend = spender(options.meter);
  return readUntil({ ...options, chars: [...source], spend, at: 0, raw, depth: 0, word: "" }, undefined, raw);
}

function spender(meter: Meter | undefined): (steps: number) => void {
  const own: Meter = { left: mostSteps };
  return (steps) => {
    own.left -= steps;
    if (meter) meter.left -= steps;
    if (own.left < 0) throw new LexError("it takes too many steps to work out (more than 64 million)");
    if (meter && meter.left < 0) throw new LexError("the values of this file take too many steps to work out");
  };
}

function readUntil(lexer: Lexer, stop: string | undefined, raw: boolean): Lexed {
  const outer = lexer.raw;
  lexer.raw = raw;
  lexer.word = "";
  let text = "";
  const words: string[] = [];
  const flush = (): void => {
    if (lexer.word !== "") words.push(lexer.word);
    lexer.word = "";
  };
  while (lexer.at < lexer.chars.length) {
    const char = lexer.chars[lexer.at] ?? "";
    if (char === stop) {
      lexer.at++;
      flush();
      lexer.raw = outer;
      return { text, words };
    }
    if (char === "$") {
      const value = readDollar(lexer);
      text = joined(lexer, text, value);
      for (const each of lexer.onlyText ? "" : value) {
        if (isSpace(each)) flush();
        else lexer.word += each;
      }
      continue;
    }
    const special = readSpecial(lexer, char);
    if (special !== undefined) {
      text += special;
      lexer.word += special;
      continue;
    }
    lexer.at++;
    if (char !== lexer.escape) {
      text += char;
      if (isSpace(char)) flush();
      else lexer.word += char;
      continue;
    }
    const next = lexer.chars[lexer.at++] ?? "";
    text += (lexer.raw ? char : "") + next;
    lexer.word += (lexer.raw ? char : "") + next;
  }
  if (stop !== undefined) throw new LexError(`a "${stop}" is missing`);
  flush();
  lexer.raw = outer;
  return { text, words };
}

/** A value put in; V8 keeps both halves, so that nothing is copied before somebody reads it. */
function joined(lexer: Lexer, text: string, value: string): string {
  lexer.spend(value.length);
  if (text.length + value.length > longestValue) {
    throw new LexError("it comes to more than 16 MiB, which docker build can not carry");
  }
  return text + value;
}

/** Quotes, and `<<` with the blanks after it, which together are one piece of a word. */
function readSpecial(lexer: Lexer, char: string): string | undefined {
  if (char === "'" && !lexer.plainQuotes) return readSingleQuoted(lexer);
  if (char === '"' && !lexer.plainQuotes) return readDoubleQuoted(lexer);
  if (char !== "<") return undefined;
  lexer.at++;
  if (lexer.chars[lexer.at] !== "<") return "<";
  lexer.at++;
  const from = lexer.at;
  while (/^[\t\r ]$/.test(lexer.chars[lexer.at] ?? "")) lexer.at++;
  return `<<${lexer.chars.slice(from, lexer.at).join("")}`;
}

function readSingleQuoted(lexer: Lexer): string {
  const end = lexer.chars.indexOf("'", lexer.at + 1);
  if (end === -1) {
    lexer.at = lexer.chars.length;
    throw new LexError("a single quote is never closed");
  }
  const inner = lexer.chars.slice(lexer.at + 1, end).join("");
  lexer.at = end + 1;
  return lexer.keepQuotes ? `'${inner}'` : inner;
}

function readDoubleQuoted(lexer: Lexer): string {
  const quote = lexer.keepQuotes ? '"' : "";
  let text = quote;
  lexer.at++;
  while (lexer.at < lexer.chars.length) {
    let char = lexer.chars[lexer.at] ?? "";
    if (char === "$") {
      text = joined(lexer, text, readDollar(lexer));
      continue;
    }
    lexer.at++;
    if (char === '"') return text + quote;
    if (char === lexer.escape) {
      if (lexer.raw) text += char;
      const next = lexer.chars[lexer.at];
      if (next === undefined) continue;
      if (next === '"' || next === "$" || next === lexer.escape) {
        char = next;
        lexer.at++;
      }
    }
    text += char;
  }
  throw new LexError("a double quote is never closed");
}

function readDollar(lexer: Lexer): string {
  lexer.at++;
  if (lexer.chars[lexer.at] !== "{") {
    const name = readName(lexer);
    if (name === "") return "$";
    return lexer.lookup(name) ?? (lexer.keepUnset ? `$${name}` : "");
  }
  lexer.at++;
  const first = lexer.chars[lexer.at];
  if (first === undefined) throw new LexError(`"\${" is never closed by a "}"`);
  if (first === "{" || first === "}" || first === ":") throw new LexError(`bad substitution: a name is missing after "\${"`);
  return readSubstitution(lexer, readName(lexer));
}

/** From behind the name in `${name…}` to the closing brace. */
function readSubstitution(lexer: Lexer, name: string): string {
  const missing = new LexError(`"\${${name}" is never closed by a "}"`);
  const value = lexer.lookup(name);
  const kept = lexer.keepUnset && value === undefined;
  let modifier = lexer.chars[lexer.at++];
  if (modifier === undefined) throw missing;
  if (modifier === "}") return value ?? (kept ? `\${${name}}` : "");
  if (modifier === "/") return readReplacement(lexer, name, value);
  const colon = modifier === ":";
  if (colon) modifier = lexer.chars[lexer.at++] ?? "";
  const written = `${colon ? ":" : ""}${modifier}`;
  const unsupported = new LexError(`the modifier "${written}" in "\${${name}${written}…}" is not known`);
  const pattern = modifier === "#" || modifier === "%";
  const known = /^[-+?]$/.test(modifier) || (pattern && !colon);
  if (!known && (!colon || pattern)) throw unsupported;
  const word = inBraces(lexer, pattern, missing);
  if (kept) return `\${${name}${written}${word}}`;
  const empty = value === undefined || (colon && value === "");
  switch (modifier) {
    case "-":
      return empty ? word : value;
    case "+":
      return empty ? "" : word;
    case "?":
      if (!empty) return value;
      throw new LexError(`${name}: ${word || `is not allowed to be ${value === undefined ? "unset" : "empty"}`}`);
    case "#":
    case "%": {
      const greedy = word.startsWith(modifier);
      const cut = modifier === "#" ? removePrefix : removeSuffix;
      return patternResult(cut(value ?? "", greedy ? word.slice(1) : word, greedy, lexer.spend), word);
    }
    default:
      throw unsupported;
  }
}

/** `${name/pattern/text}` and `${name//pattern/text}`, from behind the first slash. */
function readReplacement(lexer: Lexer, name: string, value: string | undefined): string {
  const all = lexer.chars[lexer.at] === "/";
  if (all) lexer.at++;
  const pattern = inBraces(lexer, true, new LexError(`"\${${name}/…" lacks its second "/"`), "/");
  const text = inBraces(lexer, true, new LexError(`"\${${name}/…" is never closed by a "}"`));
  if (lexer.keepUnset && value === undefined) return `\${${name}/${pattern}/${text}}`;
  return patternResult(replacePattern(value ?? "", pattern, { text, all }, lexer.spend), pattern);
}

function inBraces(lexer: Lexer, raw: boolean, missing: LexError, stop = "}"): string {
  // Deeper ones would end the program's stack, not only the word.
  if (++lexer.depth > deepest) throw new LexError(`substitutions are nested more than ${deepest} deep`);
  try {
    const { text } = readUntil(lexer, stop, raw);
    lexer.depth--;
    return text;
  } catch (error) {
    throw error instanceof LexError && lexer.at >= lexer.chars.length ? missing : error;
  }
}

function patternResult(result: string | undefined, pattern: string): string {
  if (result === undefined) throw new LexError(`bad escape in the pattern "${pattern}": only \\*, \\? and \\\\ are known`);
  return result;
}

/** Letters, digits and underscores; or digits only; or one of the shell's special names; or nothing. */
function readName(lexer: Lexer): string {
  const first = lexer.chars[lexer.at] ?? "";
  let allowed = /^[\p{L}\p{Nd}_]$/u;
  if (/^\p{Nd}$/u.test(first)) allowed = /^\p{Nd}$/u;
  else if (/^[@*#?\-$!]$/.test(first)) {
    lexer.at++;
    return first;
  }
  const from = lexer.at;
  while (allowed.test(lexer.chars[lexer.at] ?? "")) lexer.at++;
  return lexer.chars.slice(from, lexer.at).join("");
}
