// Parser directives: `# escape=`, `# syntax=` and `# check=` lines at the very top. The first line that is none closes the zone.
import { leadingSpace, trimSpace } from "./blanks.ts";
import type { Span } from "./program.ts";
import type { SpanOf } from "./source-map.ts";

const directive = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=/;
const known: readonly string[] = ["escape", "syntax", "check"];

export type DirectiveZone = {
  escape: "\\" | "`";
  readonly seen: Set<string>;
  open: boolean;
};

export function openZone(): DirectiveZone {
  return { escape: "\\", seen: new Set(), open: true };
}

/** Takes in the next line (leading blanks and line end removed). Answers what is wrong with it as a directive, if anything. */
export function readDirective(zone: DirectiveZone, line: string): string | undefined {
  if (!zone.open) return undefined;
  const pair = readPair(line, "#");
  if (pair === undefined) {
    zone.open = false;
    return undefined;
  }
  const { name, value } = pair;
  if (zone.seen.has(name)) return `only one ${name} directive can be used`;
  zone.seen.add(name);
  if (name !== "escape") return undefined;
  if (value !== "\\" && value !== "`") return `the escape character must be \\ or \`, not "${value}"`;
  zone.escape = value;
  return undefined;
}

export type Directives = { readonly syntax?: Directive; readonly check?: Directive };
export type Directive = { readonly value: string; readonly span: Span };

/**
 * The values of `syntax` and `check` up to their first space, as BuildKit looks for them before it reads the file: behind a
 * `#!` line too, and `syntax` also as `//syntax=` or as a key of a file that is one JSON object.
 */
export function findDirectives(text: string, spanOf: SpanOf): Directives {
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  const start = text.startsWith("#!", mark) ? text.indexOf("\n", mark) + 1 || text.length : mark;
  const hash = zoneAt(text, start, "#", spanOf);
  const syntax = hash.get("syntax") ?? zoneAt(text, start, "//", spanOf).get("syntax") ?? syntaxOfJson(text, start, spanOf);
  const check = hash.get("check");
  return { ...(syntax && { syntax }), ...(check && { check }) };
}

function zoneAt(text: string, from: number, comment: string, spanOf: SpanOf): ReadonlyMap<string, Directive> {
  const found = new Map<string, Directive>();
  for (let start = from; start < text.length; ) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, end);
    const pair = readPair(line, comment);
    if (pair === undefined || found.has(pair.name)) break;
    found.set(pair.name, { value: pair.value.split(" ")[0] ?? "", span: spanOf(start, start + line.trimEnd().length) });
    start = end + 1;
  }
  return found;
}

function syntaxOfJson(text: string, start: number, spanOf: SpanOf): Directive | undefined {
  if (!/^\s*\{/.test(text.slice(start, start + 200))) return undefined;
  try {
    const value: unknown = JSON.parse(text.slice(start));
    if (typeof value !== "object" || value === null || !("syntax" in value) || typeof value.syntax !== "string") return undefined;
    const at = text.indexOf('"syntax"', start);
    return { value: value.syntax, span: spanOf(Math.max(at, start), Math.max(at, start) + 1) };
  } catch {
    return undefined;
  }
}

/** Name in lower case and trimmed value; a value of blanks only is one blank. */
function readPair(line: string, comment: string): { readonly name: string; readonly value: string } | undefined {
  if (!line.startsWith(comment)) return undefined;
  const inner = line.slice(comment.length);
  const text = inner.slice(leadingSpace(inner));
  const match = directive.exec(text);
  const given = text.slice(match?.[0].length ?? text.length);
  const name = match?.[1]?.toLowerCase() ?? "";
  return known.includes(name) && given !== "" ? { name, value: trimSpace(given) || " " } : undefined;
}
