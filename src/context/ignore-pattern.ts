/**
 * One line of a .dockerignore as a predicate on paths. The dialect is moby's patternmatcher: shell-like, but carried out by
 * regular expressions, with the corners that brings (`[!a]` is not a negation, `**name` matches any name that ends so).
 */

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
  try {
    const expression = new RegExp(`^${translate(Array.from(pattern))}$`, "s");
    return (path) => expression.test(path);
  } catch {
    return undefined;
  }
}

const anyButSlash = "(?:[\\ud800-\\udbff][\\udc00-\\udfff]|[^/])";

function translate(characters: readonly string[]): string {
  let source = "";
  let inClass = false;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*" && characters[at + 1] === "*") {
      at++;
      if (characters[at + 1] === "/") at++;
      source += at + 1 >= characters.length ? ".*" : "(?:.*/)?";
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += inClass ? "?" : anyButSlash;
    else if (character === "\\") {
      const next = characters[++at];
      source += next === undefined ? "\\\\" : escaped(next);
    } else if (character === "[" || character === "]") {
      inClass = character === "[";
      source += character;
    } else source += escapedIfSpecial(character);
  }
  return source;
}

/** A backslash takes away the meaning of a sign; letters keep theirs (`\d` is a digit, as in the engine). */
function escaped(character: string): string {
  return /[A-Za-z0-9]/.test(character) ? `\\${character}` : escapedIfSpecial(character, /[\\^$.*+?()[\]{}|/-]/);
}

function escapedIfSpecial(character: string, special = /[.+()|{}$]/): string {
  return special.test(character) ? `\\${character}` : character;
}
