/** File name patterns with the meaning of Go's filepath.Match on Unix, which COPY and ADD use for their sources. */
import { wholeMatch } from "./side-by-side.ts";

/** Does the word have an unescaped `*`, `?` or `[`? Words without one name a file literally, backslashes and all. */
export function hasWildcards(word: string): boolean {
  return /^(?:[^\\*?[]|\\[\s\S])*[*?[]/.test(word);
}

/**
 * A predicate on whole paths, or undefined for a malformed pattern (unclosed class, empty class, lone `-`, final backslash).
 * `*` and `?` never match `/`; a class may. A range whose ends are swapped matches nothing.
 */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  const source = globSource(Array.from(pattern));
  if (source === undefined) return undefined;
  return wholeMatch(source, "u");
}

function globSource(characters: readonly string[]): string | undefined {
  let source = "";
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at];
    if (character === "*") source += source.endsWith("[^/]*") ? "" : "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[") {
      const parsed = parseClass(characters, at + 1);
      if (!parsed) return undefined;
      source += parsed.source;
      at = parsed.end;
    } else if (character === "\\") {
      const next = characters[++at];
      if (next === undefined) return undefined;
      source += literal(next);
    } else if (character !== undefined) source += literal(character);
  }
  return source;
}

/** Reads a class from behind its `[`; `end` is the index of its `]`. */
function parseClass(characters: readonly string[], start: number): { readonly source: string; readonly end: number } | undefined {
  let at = start;
  const negated = characters[at] === "^";
  if (negated) at++;
  let inner = "";
  for (let count = 0; ; count++) {
    if (characters[at] === "]" && count > 0) return { source: `[${negated ? "^" : ""}${inner}]`, end: at };
    const low = classCharacter(characters, at);
    if (!low) return undefined;
    at = low.next;
    let high = low;
    if (characters[at] === "-") {
      const end = classCharacter(characters, at + 1);
      if (!end) return undefined;
      high = end;
      at = end.next;
    }
    if ((low.character.codePointAt(0) ?? 0) <= (high.character.codePointAt(0) ?? 0)) {
      inner += `${literal(low.character)}-${literal(high.character)}`;
    }
  }
}

function classCharacter(
  characters: readonly string[],
  at: number,
): { readonly character: string; readonly next: number } | undefined {
  const escaped = characters[at] === "\\";
  const character = characters[escaped ? at + 1 : at];
  if (character === undefined || (!escaped && (character === "-" || character === "]"))) return undefined;
  return { character, next: at + (escaped ? 2 : 1) };
}

function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
