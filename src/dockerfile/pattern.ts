// The patterns of ${v#p}, ${v%p} and ${v/p/r}: `*`, `?` and the escapes \* \? \\ \} \/ (always a backslash). No classes.
// Undefined stands for a pattern with a bad escape. Characters are code points; `*` and `?` never match a line end.
// All ways to match are followed side by side (as Go's regexp does), so that no pattern takes more than text × pattern steps.

type Token = { readonly type: "star" } | { readonly type: "any" } | { readonly type: "char"; readonly code: number };

/** Is told how many steps the matching took, now and then; may throw to end it. */
export type Spend = (steps: number) => void;

type Match = { readonly start: number; readonly end: number };

export function removePrefix(value: string, pattern: string, greedy: boolean, spend: Spend): string | undefined {
  const tokens = readPattern(pattern);
  return tokens && value.slice(find(forwards(value), tokens, { from: 0, anchored: true, longest: greedy }, spend)?.end ?? 0);
}

export function removeSuffix(value: string, pattern: string, greedy: boolean, spend: Spend): string | undefined {
  const tokens = readPattern(pattern)?.toReversed();
  if (tokens === undefined) return undefined;
  const found = find(backwards(value), tokens, { from: 0, anchored: true, longest: greedy }, spend);
  return value.slice(0, value.length - (found?.end ?? 0));
}

/** `all`: not only the first match. */
type Replacement = { readonly text: string; readonly all: boolean };

/** The leftmost, longest match, or each in turn, replaced by `text`. With all, `$name` in `text` is Go's (empty) group, `$0` the match. */
export function replacePattern(value: string, pattern: string, { text, all }: Replacement, spend: Spend): string | undefined {
  const tokens = readPattern(pattern);
  if (tokens === undefined) return undefined;
  let result = "";
  let after = 0;
  let from = 0;
  while (from <= value.length) {
    const found = find(forwards(value), tokens, { from, anchored: false, longest: true }, spend);
    if (found === undefined) break;
    result += value.slice(after, found.start);
    // Go passes over an empty match that touches the match before it.
    const counts = found.end > after || found.start === 0;
    if (counts) result += all ? goTemplate(text, value.slice(found.start, found.end)) : text;
    spend(text.length);
    after = found.end;
    if (!all) break;
    const next = from + ((value.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
    from = Math.max(next, found.end);
  }
  return result + value.slice(after);
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
    tokens.push({ type: "char", code: char.codePointAt(0) ?? 0 });
  }
  return tokens;
}

/** A text from one of its ends: the character at an offset, undefined behind the last one. */
type Text = (offset: number) => number | undefined;

const forwards =
  (value: string): Text =>
  (offset) =>
    value.codePointAt(offset);

const backwards =
  (value: string): Text =>
  (offset) => {
    const at = value.length - 1 - offset;
    if (at < 0) return undefined;
    const whole = at > 0 ? value.codePointAt(at - 1) : undefined;
    return whole !== undefined && whole > 0xffff ? whole : value.charCodeAt(at);
  };

type Wanted = { readonly from: number; readonly anchored: boolean; readonly longest: boolean };

/** Positions in the pattern that are alive, ascending, each with the first offset a match that got there began at. */
type Front = { readonly places: number[]; readonly starts: number[] };

const newline = 0x0a;

/** The match that begins first (anchored: at `from`), and of those the longest or the shortest. */
function find(text: Text, tokens: readonly Token[], { from, anchored, longest }: Wanted, spend: Spend): Match | undefined {
  let front: Front = { places: [], starts: [] };
  let best: Match | undefined;
  for (let at = from; ; ) {
    if (best === undefined && (at === from || !anchored)) front = withStart(front, tokens, at);
    const last = front.places.length - 1;
    if (last < 0) return best;
    if (front.places[last] === tokens.length) {
      const start = front.starts[last] ?? 0;
      if (best === undefined || start <= best.start) best = { start, end: at };
      if (!longest) return best;
    }
    const code = text(at);
    spend(front.places.length);
    if (code === undefined) return best;
    // What began after a match that is found can no longer win.
    front = behind(front, tokens, code, best?.start ?? at);
    at += code > 0xffff ? 2 : 1;
  }
}

/** With a match that begins here, unless an earlier one is at the pattern's first place, too. */
function withStart(front: Front, tokens: readonly Token[], start: number): Front {
  const next: Front = { places: [], starts: [] };
  if (front.places[0] !== 0) enter(next, tokens, 0, start);
  front.places.forEach((place, index) => {
    enter(next, tokens, place, front.starts[index] ?? 0);
  });
  return next;
}

/** The front behind one character; without what began after `latest`. */
function behind({ places, starts }: Front, tokens: readonly Token[], code: number, latest: number): Front {
  const next: Front = { places: [], starts: [] };
  places.forEach((place, index) => {
    const token = tokens[place];
    const start = starts[index] ?? 0;
    if (token === undefined || start > latest) return;
    if (token.type === "char" ? token.code !== code : code === newline) return;
    enter(next, tokens, token.type === "star" ? place : place + 1, start);
  });
  return next;
}

/** A place that is the last one of the front, the one before it, or behind it. A star may match nothing: it opens the next one. */
function enter({ places, starts }: Front, tokens: readonly Token[], place: number, start: number): void {
  let index = places.length - 1;
  while (index >= 0 && (places[index] ?? 0) > place) index--;
  if (index >= 0 && places[index] === place) starts[index] = Math.min(starts[index] ?? start, start);
  else {
    places.push(place);
    starts.push(start);
  }
  if (tokens[place]?.type === "star") enter({ places, starts }, tokens, place + 1, start);
}

function goTemplate(text: string, match: string): string {
  return text.replace(/\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (all, braced?: string, bare?: string) => {
    if (all === "$$") return "$";
    return /^0+$/.test(braced ?? bare ?? "") ? match : "";
  });
}
