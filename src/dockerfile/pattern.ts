// The patterns of ${v#p}, ${v%p} and ${v/p/r}: `*`, `?` and the escapes \* \? \\ \} \/ (always a backslash). No classes.
// Undefined stands for a pattern with a bad escape. Characters are code points; `*` and `?` never match a line end.
// All ways to match are followed side by side, so that no pattern takes exponential time.

type Token = { readonly type: "star" } | { readonly type: "any" } | { readonly type: "char"; readonly char: string };

export function removePrefix(value: string, pattern: string, greedy: boolean): string | undefined {
  const tokens = readPattern(pattern);
  return tokens && without([...value], tokens, greedy).join("");
}

export function removeSuffix(value: string, pattern: string, greedy: boolean): string | undefined {
  const tokens = readPattern(pattern);
  return (
    tokens &&
    without([...value].reverse(), tokens.toReversed(), greedy)
      .reverse()
      .join("")
  );
}

/** The leftmost, longest match, or each in turn, replaced by `text`. With all, `$name` in `text` is Go's (empty) group, `$0` the match. */
export function replacePattern(value: string, pattern: string, text: string, all: boolean): string | undefined {
  const tokens = readPattern(pattern);
  if (tokens === undefined) return undefined;
  const chars = [...value];
  let result = "";
  let after = 0;
  let from = 0;
  while (from <= chars.length) {
    const found = find(chars, tokens, from);
    if (found === undefined) break;
    result += chars.slice(after, found.start).join("");
    // Go passes over an empty match that touches the match before it.
    const counts = found.end > after || found.start === 0;
    if (counts) result += all ? goTemplate(text, chars.slice(found.start, found.end).join("")) : text;
    after = found.end;
    if (!all) break;
    from = Math.max(from + 1, found.end);
  }
  return result + chars.slice(after).join("");
}

function readPattern(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    let char = chars[at] ?? "";
    if (char === "*" || char === "?") {
      // Two stars match what one does.
      if (char === "?") tokens.push({ type: "any" });
      else if (tokens.at(-1)?.type !== "star") tokens.push({ type: "star" });
      continue;
    }
    if (char === "\\") {
      char = chars[++at] ?? "";
      if (!/^[*?\\}/]$/.test(char)) return undefined;
    }
    tokens.push({ type: "char", char });
  }
  return tokens;
}

/** Where matches that begin at `start` can end, ascending. */
function matchEnds(chars: readonly string[], tokens: readonly Token[], start: number): readonly number[] {
  let ends: readonly number[] = [start];
  for (const token of tokens) {
    const next: number[] = [];
    for (const end of ends) {
      if (token.type === "star") {
        // What an earlier end has reached needs no second walk.
        if (next.length > 0 && (next.at(-1) ?? 0) >= end) continue;
        next.push(end);
        for (let at = end; at < chars.length && chars[at] !== "\n"; at++) next.push(at + 1);
      } else if (end < chars.length && (token.type === "any" ? chars[end] !== "\n" : chars[end] === token.char)) {
        next.push(end + 1);
      }
    }
    if (next.length === 0) return next;
    ends = next;
  }
  return ends;
}

function without(chars: readonly string[], tokens: readonly Token[], greedy: boolean): string[] {
  const ends = matchEnds(chars, tokens, 0);
  return chars.slice((greedy ? ends.at(-1) : ends[0]) ?? 0);
}

function find(chars: readonly string[], tokens: readonly Token[], from: number): { start: number; end: number } | undefined {
  for (let start = from; start <= chars.length; start++) {
    const end = matchEnds(chars, tokens, start).at(-1);
    if (end !== undefined) return { start, end };
    // A star that fails here fails further on in the same line too.
    if (tokens[0]?.type === "star") {
      const line = chars.indexOf("\n", start);
      if (line === -1) return undefined;
      start = line;
    }
  }
  return undefined;
}

function goTemplate(text: string, match: string): string {
  return text.replace(/\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (all, braced?: string, bare?: string) => {
    if (all === "$$") return "$";
    return /^0+$/.test(braced ?? bare ?? "") ? match : "";
  });
}
