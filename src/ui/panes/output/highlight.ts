/** Matches made to stand out in clean lines. Pure. */
import { withoutColours } from "../../../output/clean.ts";
import { type Matcher, matcherOf, type Pattern, type Range } from "../../../output/pattern.ts";

const matchers = new WeakMap<Pattern, Matcher>();

/** The one matcher of a pattern: what has taken too long once is not tried again. */
export function matcherFor(pattern: Pattern): Matcher {
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  const made = matcherOf(pattern);
  matchers.set(pattern, made);
  return made;
}

/** `lines` with what matches drawn by `paint`, which is told the index of the line. */
export function highlighted(
  lines: readonly string[],
  pattern: Pattern,
  paint: (text: string, index: number) => string,
): readonly string[] {
  const ranges = matcherFor(pattern).ranges(lines.map(withoutColours));
  return lines.map((line, index) => dressed(line, ranges[index] ?? [], (text) => paint(text, index)));
}

const reset = "\u001b[0m";

/** The colours of the line go on behind each match; within one only its own count. */
function dressed(line: string, ranges: readonly Range[], paint: (text: string) => string): string {
  if (ranges.length === 0) return line;
  let open = "";
  let at = 0;
  let next = 0;
  const [first = "", ...pieces] = line.split("\u001b[");
  const put = (text: string): string => {
    let result = "";
    const end = at + text.length;
    let from = at;
    while (from < end) {
      const [start, stop] = ranges[next] ?? [end, end];
      const plainTo = Math.min(end, Math.max(from, start));
      result += text.slice(from - at, plainTo - at);
      const markedTo = Math.min(end, Math.max(plainTo, stop));
      if (markedTo > plainTo) result += paint(text.slice(plainTo - at, markedTo - at)) + open;
      from = markedTo;
      if (stop <= from && next < ranges.length) next++;
    }
    at = end;
    return result;
  };
  let result = put(first);
  for (const piece of pieces) {
    const length = piece.indexOf("m") + 1;
    const sequence = `\u001b[${piece.slice(0, length)}`;
    open = sequence === reset ? "" : open + sequence;
    result += sequence + put(piece.slice(length));
  }
  return result;
}
