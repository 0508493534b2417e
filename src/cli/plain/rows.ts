/** Commands of the face without a screen: what the screen shows by itself is asked for here. */
import { listedBreakpoint, whyNeverHit } from "../../debugger/breakpoints/words.ts";
import { isRefused } from "../../debugger/commands/command.ts";
import { readFilter } from "../../debugger/commands/line-filter.ts";
import { placeThen } from "../../debugger/commands/location.ts";
import type { CommandRow } from "../../debugger/commands/row.ts";
import { sessionRows } from "../../debugger/commands/table.ts";
import { wordsOf } from "../../debugger/commands/words.ts";
import { failureHere } from "../../debugger/session.ts";
import { timeLeft } from "../../debugger/time-left.ts";
import { isBeingWritten } from "../../debugger/writing.ts";
import { UserError } from "../../errors.ts";
import { anyError } from "../../output/error-patterns.ts";
import type { Filter } from "../../output/log-filter.ts";
import { patternOf } from "../../output/pattern.ts";
import { timeLeftLabel } from "../../ui/labels.ts";
import type { PlainFace } from "./face.ts";
import { helpLines } from "./help-lines.ts";
import { lookRows } from "./look-rows.ts";
import { matchingLines, outputLines, stepLines } from "./looks.ts";
import { plainRow, type Run, words } from "./plain-row.ts";
import { screenRows } from "./screen-rows.ts";
import { stepAt } from "./step-at.ts";
import { stopLines } from "./stop-lines.ts";

export const plainRows: readonly CommandRow<Run>[] = [
  plainRow({ name: "where", help: "tell where the build stands", run: where }),
  plainRow({ name: "steps", aliases: ["list"], help: "list the steps and what became of them", run: steps }),
  plainRow({
    name: "output",
    aliases: ["log"],
    arguments: placeThen("[last]"),
    help: "print the output of a step, or its last lines: output 4 20",
    run: (face, text) => output(face, text, false),
  }),
  plainRow({
    name: "timestamps",
    arguments: placeThen("[last]"),
    help: "the same with when each line came, since the step began: timestamps 4 20",
    run: (face, text) => output(face, text, true),
  }),
  plainRow({
    name: "search",
    aliases: ["find"],
    arguments: placeThen("pattern"),
    help: "print the lines of a step's output that match, with their numbers: search 4 undefined ref",
    run: (face, text) => searched(face, text, (pattern) => ({ pattern: patternOf(pattern), inverted: false })),
  }),
  plainRow({
    name: "filter",
    arguments: placeThen("[!]pattern"),
    help: "the same; behind ! or --invert the lines that do not match: filter 4 !/^gcc/",
    run: (face, text) => searched(face, text, filterOf),
  }),
  plainRow({
    name: "errors",
    arguments: placeThen(""),
    help: "print the lines of a step's output that look like errors",
    run: (face, text) => searched(face, text, () => ({ pattern: anyError(), inverted: false })),
  }),
  ...lookRows,
  plainRow({ name: "breakpoints", help: "list the breakpoints, why one cannot be hit", run: breakpoints }),
  plainRow({ name: "shells", help: "list the shells that are open: none, for a shell needs a terminal", run: shells }),
  ...screenRows,
  plainRow({ name: "echo", arguments: words("text"), help: "print a line", run: echo }),
  plainRow({ name: "source", arguments: words("file"), help: "do the commands of a file", run: source }),
  plainRow({
    name: "help",
    aliases: ["?"],
    arguments: words("[command]"),
    help: "list the commands, or tell of one: help break",
    run: help,
  }),
  plainRow({ name: "quit", aliases: ["exit", "q"], help: "leave; layers and images are kept", run: () => "quit" }),
];

function where({ controller, print }: PlainFace): undefined {
  const { session } = controller.snapshot();
  for (const line of stopLines(session, controller)) print(line);
  if (failureHere(session)?.writing !== undefined) print(isBeingWritten);
  if (session.status.kind === "done") return;
  const left = timeLeft(session, Date.now());
  const time = timeLeftLabel(left);
  print(`${left.done} of ${left.steps} steps done${time === "" ? "" : `, ${time}`}`);
}

function steps({ controller, print }: PlainFace): undefined {
  for (const line of stepLines(controller.snapshot().session)) print(line);
}

function breakpoints({ controller, print }: PlainFace): undefined {
  const { session } = controller.snapshot();
  for (const each of session.breakpoints) {
    const why = whyNeverHit(each, session);
    print(`${listedBreakpoint(each)}${why === undefined ? "" : `; it cannot be hit: ${why}`}`);
  }
}

/** Those of a session are open on its screen alone. */
function shells({ print }: PlainFace): undefined {
  print("no shell is open: one needs a terminal, which the screen (dbuild tui) and dbuild shell have");
}

function output(face: PlainFace, text: string, timed: boolean): undefined {
  const [step, rest] = stepAt(face, text);
  if (rest !== "" && !/^[1-9]\d*$/.test(rest)) throw new UserError(`"${rest}" is no number of lines`);
  const found = face.controller.output(step);
  if (found === undefined) throw new UserError("that step has no output: it has not run in this session");
  const { times } = found;
  if (timed && times === undefined) throw new UserError("nobody wrote down when the lines of that output came");
  for (const line of outputLines(found, rest === "" ? undefined : Number(rest), timed ? times : undefined)) face.print(line);
}

function filterOf(text: string): Filter {
  const found = readFilter(text);
  if (found !== undefined && isRefused(found)) throw new UserError(found.reason.replace(/\.$/, ""));
  return found ?? { pattern: patternOf(""), inverted: false };
}

function searched(face: PlainFace, text: string, filterFor: (text: string) => Filter): undefined {
  const [step, rest] = stepAt(face, text);
  const output = face.controller.output(step);
  if (output === undefined) throw new UserError("that step has no output: it has not run in this session");
  const filter = filterFor(rest);
  if (filter.pattern.text === "") throw new UserError("it takes a place and a pattern: search 4 undefined ref");
  for (const line of matchingLines(output, filter)) face.print(line);
}

function echo({ print }: PlainFace, text: string): undefined {
  print(wordsOf(text).join(" "));
}

/** Files that name each other would never end. */
const deepest = 16;
let depth = 0;

async function source(face: PlainFace, text: string): Promise<"quit" | undefined> {
  const [file] = wordsOf(text);
  if (file === undefined) throw new UserError("source takes a file");
  if (depth >= deepest) throw new UserError("files of commands that name each other");
  depth++;
  try {
    return (await doLines(face, face.readScript(file))) === "quit" ? "quit" : undefined;
  } finally {
    depth--;
  }
}

/** Does the commands of a script. Throws UserError with the place of the one that cannot be done. */
export async function doLines(
  face: PlainFace,
  lines: Iterable<{ readonly text: string; readonly place: string }>,
): Promise<"goes on" | "quit"> {
  for (const { text, place } of lines) {
    try {
      if ((await face.do(text)) === "quit") return "quit";
    } catch (error) {
      throw placed(error, place);
    }
  }
  return "goes on";
}

/** The error with its place in front; of one in a file that another names, the innermost. */
function placed(error: unknown, place: string): unknown {
  if (!(error instanceof UserError)) return error;
  const [problem] = error.problems;
  if (problem === undefined || problem.place !== undefined) return error;
  const [, file = place, line = "1"] = /^(.*):(\d+)$/s.exec(place) ?? [];
  return new UserError({ ...problem, place: { file, line: Number(line) } });
}

function help({ print }: PlainFace, text: string): undefined {
  const rows = [...sessionRows.filter(({ name }) => !name.endsWith("shell")), ...plainRows];
  for (const line of helpLines(rows, text)) print(line);
}
