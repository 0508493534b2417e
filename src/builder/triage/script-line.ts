/** The line of a here-document that an interpreter of another language complains of: Python, Perl, Ruby, Node, awk. Pure. */
import type { RunScript } from "../../dockerfile/run-script.ts";
import { programsOf, type ScriptCommand } from "./commands.ts";

/** What interpreters call a script that comes through standard input. */
const standardInput = ["<stdin>", "-", "[stdin]"];

const places: readonly ((name: string) => RegExp)[] = [
  // Python: File "x", line 3, in <module>; the last one is where it was raised
  (name) => new RegExp(`^\\s*File "${name}", line (\\d+)`),
  // Perl: … at x line 3.
  (name) => new RegExp(` at ${name} line (\\d+)[.,]`),
  // Ruby, Node, shells: x:3, x:3:in, x: line 3:
  (name) => new RegExp(`^(?:\\s*at .*\\(?)?${name}:(?: line )? ?(\\d+)(?::|$)`),
];

export type ScriptLine = {
  /** Of the script, from 1. */
  readonly line: number;
  /** It is the place that its last words tell, and nothing else was printed behind them. */
  readonly isLast: boolean;
};

/** `lines`: the last of the output, the newest first. Undefined where the script is a shell's, or fed to none of these. */
export function scriptLine(
  { text, file }: RunScript,
  commands: readonly ScriptCommand[],
  lines: readonly string[],
): ScriptLine | undefined {
  const [start, end, names] = file === undefined ? fed(commands) : [0, text.length, [file]];
  if (names.length === 0) return undefined;
  const found = lineIn(lines, names);
  if (found === undefined || found.line < 1 || found.line > linesOf(text.slice(start, end))) return undefined;
  return { ...found, line: linesOf(text.slice(0, start)) - 1 + found.line };
}

const linesOf = (text: string): number => text.split("\n").length;

/** The one here-document that is a script, and what its interpreter calls it. */
function fed(commands: readonly ScriptCommand[]): readonly [start: number, end: number, names: readonly string[]] {
  const scripts = commands.filter((each) => /^(?:python|perl|ruby|node)/.test(programsOf(each)[0] ?? "") && each.bodies[0]);
  const body = scripts[0]?.bodies[0];
  return body === undefined || scripts.length > 1 ? [0, 0, []] : [body.start, body.end, standardInput];
}

function lineIn(lines: readonly string[], names: readonly string[]): ScriptLine | undefined {
  const name = `(?:${names.map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`;
  const patterns = places.map((place) => place(name));
  for (const [at, line] of lines.entries()) {
    for (const pattern of patterns) {
      const found = pattern.exec(line);
      if (found) return { line: Number(found[1]), isLast: lines.slice(1, at).every((each) => /^\s/.test(each)) };
    }
  }
  return undefined;
}
