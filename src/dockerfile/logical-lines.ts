// From the file to logical lines, cut exactly where BuildKit cuts: directives, comments, continuations, heredoc bodies.
import { isSpace } from "./blanks.ts";
import { openZone, readDirective } from "./directives.ts";
import { type HeredocMark, heredocsOf } from "./heredoc.ts";
import { readJsonForm } from "./json-form.ts";
import type { SyntaxProblem } from "./program.ts";
import type { Joined, Piece, SpanOf } from "./source-map.ts";
import { type Parts, splitLine } from "./split-line.ts";

/** A physical line: [start, end) without its line end, which lies in [end, next). */
type PhysicalLine = { readonly start: number; readonly end: number; readonly next: number };

/** What a physical line is to the instruction it stands in. `mark` is the offset of a continuation's escape character. */
type LineRole =
  | { readonly type: "text"; readonly line: PhysicalLine; readonly mark?: number }
  | { readonly type: "comment" | "blank" | "body"; readonly line: PhysicalLine };

/** A heredoc with its body as it stands in the file, line ends and leading tabs included. */
export type FoundHeredoc = HeredocMark & { readonly body: string };

/** One instruction (or what stands in the place of one), [start, end) from its first character to the end of its last line. */
export type LogicalLine = {
  readonly joined: Joined;
  readonly parts: Parts;
  readonly start: number;
  readonly end: number;
  readonly roles: readonly LineRole[];
  readonly heredocs: readonly FoundHeredoc[];
  /** The heredoc whose body runs to the end of the file. */
  readonly unterminated?: HeredocMark;
};

export type Lines = {
  readonly escape: "\\" | "`";
  readonly logical: readonly LogicalLine[];
  readonly problems: readonly SyntaxProblem[];
};

/** Longest physical line BuildKit's scanner takes, bytes. */
const longestLine = 65535;

/** Never fails: what is wrong is told in `problems`, and reading goes on behind it. */
export function readLines(text: string, spanOf: SpanOf): Lines {
  const physical = physicalLines(text);
  const zone = openZone();
  const problems: SyntaxProblem[] = [];
  const logical: LogicalLine[] = [];
  for (const line of physical) {
    if (!tooLong(text, line)) continue;
    const message = `the line is longer than ${longestLine} bytes`;
    problems.push({ message, span: spanOf(line.start, line.end), hint: "Break it with the escape character." });
  }
  let at = 0;
  while (at < physical.length) {
    const first = physical[at] as PhysicalLine;
    const start = contentStart(text, first);
    const wrong = readDirective(zone, text.slice(start, first.end));
    if (wrong !== undefined) problems.push({ message: wrong, span: spanOf(start, first.end) });
    if (start === first.end || text[start] === "#") {
      at++;
      continue;
    }
    const line = readLogical(text, physical, { at, start }, zone.escape);
    at += line.roles.length;
    logical.push(line);
  }
  return { escape: zone.escape, logical, problems };
}

/** The one logical line of an instruction's `source`, offsets counted in that. */
export function readSource(source: string, escapeChar: string): LogicalLine {
  return readLogical(source, physicalLines(source), { at: 0, start: 0 }, escapeChar);
}

function readLogical(
  text: string,
  physical: readonly PhysicalLine[],
  { at: from, start }: { readonly at: number; readonly start: number },
  escapeChar: string,
): LogicalLine {
  const roles: LineRole[] = [];
  const pieces: Piece[] = [];
  let joined = "";
  let continued = true;
  for (let at = from; continued && at < physical.length; at++) {
    const line = physical[at] as PhysicalLine;
    const content = contentStart(text, line);
    if (at > from && (content === line.end || text[content] === "#")) {
      roles.push({ type: content === line.end ? "blank" : "comment", line });
      continue;
    }
    const pieceStart = at === from ? start : line.start;
    const mark = continuationMark(text, pieceStart, line.end, escapeChar);
    const length = (mark ?? line.end) - pieceStart;
    if (length > 0) pieces.push({ at: joined.length, from: pieceStart, length });
    joined += text.slice(pieceStart, pieceStart + length);
    roles.push(mark === undefined ? { type: "text", line } : { type: "text", line, mark });
    continued = mark !== undefined;
  }
  if (pieces.length === 0) pieces.push({ at: 0, from: start, length: 0 });
  const parts = splitLine(joined, escapeChar);
  const heredocs: FoundHeredoc[] = [];
  let unterminated: HeredocMark | undefined;
  for (const mark of opensHeredocs(parts, escapeChar) ? heredocsOf(joined) : []) {
    unterminated = mark;
    const bodyStart = physical[from + roles.length]?.start ?? text.length;
    let bodyEnd = bodyStart;
    while (unterminated && from + roles.length < physical.length) {
      const line = physical[from + roles.length] as PhysicalLine;
      const content = text.slice(line.start, line.end);
      if ((mark.stripTabs ? content.replace(/^\t+/, "") : content) === mark.name) unterminated = undefined;
      else bodyEnd = line.next;
      roles.push({ type: "body", line });
    }
    heredocs.push({ ...mark, body: text.slice(bodyStart, bodyEnd) });
    if (unterminated) break;
  }
  // Comments and blanks after a mark that nothing follows belong to nobody: an editor must not take them along.
  const last = roles.findLast((role) => role.type === "text" || role.type === "body");
  const end = last?.line.end ?? start;
  return { joined: { text: joined, pieces }, parts, start, end, roles, heredocs, ...(unterminated ? { unterminated } : {}) };
}

/** RUN, COPY and ADD without JSON, and ONBUILD of them. */
function opensHeredocs(parts: Parts, escapeChar: string, inTrigger = false): boolean {
  const keyword = parts.keyword.text.toLowerCase();
  if (keyword === "onbuild" && !inTrigger) return opensHeredocs(splitLine(parts.rest.text, escapeChar), escapeChar, true);
  return /^(?:run|copy|add)$/.test(keyword) && readJsonForm(parts.rest.text).type === "text";
}

/** The offset of the escape character that continues the line: the last but for blanks and tabs, and not after another one. */
function continuationMark(text: string, start: number, end: number, escapeChar: string): number | undefined {
  let at = end - 1;
  while (at >= start && (text[at] === " " || text[at] === "\t")) at--;
  if (at < start || text[at] !== escapeChar) return undefined;
  return at > start && text[at - 1] === escapeChar ? undefined : at;
}

function physicalLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  // The byte order mark belongs to no line.
  let start = text.startsWith("\ufeff") ? 1 : 0;
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    const next = feed === -1 ? text.length : feed + 1;
    let end = feed === -1 ? next : feed;
    while (end > start && text[end - 1] === "\r") end--;
    lines.push({ start, end, next });
    start = next;
  }
  return lines;
}

function contentStart(text: string, line: PhysicalLine): number {
  let at = line.start;
  while (at < line.end && isSpace(text.charAt(at))) at++;
  return at;
}

function tooLong(text: string, line: PhysicalLine): boolean {
  const length = line.next - line.start;
  if (length * 3 <= longestLine) return false;
  const content = text.slice(line.start, line.next).replace(/\n$/, "");
  return new TextEncoder().encode(content).length > longestLine;
}
