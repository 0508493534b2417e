// Parser directives: `# escape=`, `# syntax=` and `# check=` lines at the very top. The first line that is none closes the zone.
import { leadingSpace, trimSpace } from "./blanks.ts";

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
  const text = line.slice(1 + leadingSpace(line.slice(1)));
  const match = line.startsWith("#") ? directive.exec(text) : null;
  const given = text.slice(match?.[0].length ?? text.length);
  const name = match?.[1]?.toLowerCase() ?? "";
  if (!known.includes(name) || given === "") {
    zone.open = false;
    return undefined;
  }
  if (zone.seen.has(name)) return `only one ${name} directive can be used`;
  zone.seen.add(name);
  if (name !== "escape") return undefined;
  // A value of blanks only is one blank, and wrong.
  const value = trimSpace(given) || " ";
  if (value !== "\\" && value !== "`") return `the escape character must be \\ or \`, not "${value}"`;
  zone.escape = value;
  return undefined;
}
