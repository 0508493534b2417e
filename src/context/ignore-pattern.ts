/**
 * One line of a .dockerignore as a predicate on paths. The dialect is moby's patternmatcher: shell-like, but carried out by
 * regular expressions, with the corners that brings (`[!a]` is not a negation, `**name` matches any name that ends so).
 */
import { anyButSlash, folders, wholeMatch } from "./side-by-side.ts";

export type IgnorePattern = {
  /** As written, trimmed. */
  readonly text: string;
  /** Line of the file, from 1. */
  readonly line: number;
  /** A `!` line: takes paths back in. */
  readonly include: boolean;
  /** Does it match this very path? Parents are the caller's business. */
  readonly matches: (path: string) => boolean;
  /** Leading components without any special character: what a path below them must begin with. */
  readonly literalParents: readonly string[];
};

/** `cleaned` is the pattern without `!`, cleaned as a path. Undefined when it is malformed. */
export function compileIgnorePattern(text: string, cleaned: string, line: number, include: boolean): IgnorePattern | undefined {
  const matches = matcher(cleaned);
  if (!matches) return undefined;
  const parts = cleaned.split("/");
  const special = parts.findIndex((part) => /[*?[\]\\]/.test(part));
  return { text, line, include, matches, literalParents: special < 0 ? parts : parts.slice(0, special) };
}

function matcher(pattern: string): ((path: string) => boolean) | undefined {
  if (!/[*?[\]\\]/.test(pattern)) return (path) => path === pattern;
  // `**` in front of plain text is a test of the ending, without regard to components.
  const ending = /^\*\*(\/?)([^*?[\]\\]+)$/.exec(pattern);
  if (ending) {
    const tail = `${ending[1]}${ending[2]}`;
    return ending[1] === "" ? (path) => path.endsWith(tail) : (path) => path.endsWith(tail) || path === ending[2];
  }
  const source = translate(Array.from(pattern));
  if (source === undefined) return undefined;
  try {
    return wholeMatch(source, "s");
  } catch {
    return undefined;
  }
}

/** Undefined for an escape that the engine's expressions do not know. */
function translate(characters: readonly string[]): string | undefined {
  let source = "";
  let inClass = false;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*" && characters[at + 1] === "*") {
      at++;
      if (characters[at + 1] === "/") at++;
      const rest = at + 1 >= characters.length ? ".*" : folders;
      // Folders behind folders are folders.
      if (!source.endsWith(folders) || rest !== folders) source += rest;
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += inClass ? "?" : anyButSlash;
    else if (character === "\\") {
      const next = characters[++at];
      const meaning = next === undefined ? "\\\\" : escaped(next);
      if (meaning === undefined) return undefined;
      source += meaning;
    } else if (character === "[" || character === "]") {
      const named = inClass ? namedClass(characters, at) : undefined;
      inClass = character === "[";
      source += named?.ranges ?? character;
      if (named) at = named.end - 1;
    } else source += escapedIfSpecial(character);
  }
  return source;
}

/** `[:alpha:]` and its like. */
const namedClasses: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

function namedClass(characters: readonly string[], at: number): { readonly ranges: string; readonly end: number } | undefined {
  const named = /^\[:([a-z]+):\]/.exec(characters.slice(at, at + 12).join(""));
  const ranges = namedClasses[named?.[1] ?? ""];
  return named && ranges !== undefined ? { ranges, end: at + named[0].length } : undefined;
}

/** Letters that mean the same behind a backslash in the engine's expressions and in ours. */
const sameEscapes = /^[fnrtvdDsSwWbB]$/;

/** A backslash takes away the meaning of a sign; some letters get one, the others and digits may not have it. */
function escaped(character: string): string | undefined {
  if (character === "a") return "\\x07";
  if (/[A-Za-z0-9]/.test(character)) return sameEscapes.test(character) ? `\\${character}` : undefined;
  return escapedIfSpecial(character, /[\\^$.*+?()[\]{}|/-]/);
}

function escapedIfSpecial(character: string, special = /[.+()|{}$]/): string {
  return special.test(character) ? `\\${character}` : character;
}
