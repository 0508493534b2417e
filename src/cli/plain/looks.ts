/** What there is to see of a session, as lines. Pure. */
import { stripVTControlCharacters } from "node:util";
import type { Attempt } from "../../debugger/attempts.ts";
import { failureOf, outcomeOf, position, runningAt, type Session } from "../../debugger/session.ts";
import type { Why } from "../../debugger/why/why.ts";
import { UserError } from "../../errors.ts";
import type { Changes, ContextAccount, FileDifference, FileText, LayerEntry } from "../../look/found.ts";
import type { LineTimes } from "../../output/line-times.ts";
import type { StepOutput } from "../../output/log.ts";
import { type Filter, filterMatcher } from "../../output/log-filter.ts";
import { configAt } from "../../ui/panes/config/config-facts.ts";
import { modeWord, nameOf } from "../../ui/panes/files/tree.ts";
import { sinceStart } from "../../ui/panes/output/margin.ts";
import { visible } from "../../ui/text.ts";
import { readableSize, readableTime } from "../sizes.ts";

export function stepLines(session: Session): readonly string[] {
  const at = position(session);
  return session.plan.steps.map(({ index, instruction: { span, text } }) => {
    const sign = index === at ? ">" : " ";
    const row = text.replace(/\s+/g, " ").trim();
    return `${sign} ${index + 1} line ${span.line} ${howItIs(session, index)}: ${row}`;
  });
}

function howItIs(session: Session, step: number): string {
  const outcome = outcomeOf(session, step);
  if (outcome?.how === "cached") return "cached";
  if (outcome?.skipped) return "skipped";
  if (outcome !== undefined)
    return `${outcome.how === "hand" ? "made by hand" : "done"}, ${readableTime(outcome.ms)}, ${readableSize(outcome.size)}`;
  if (runningAt(session, step) !== undefined) return "running";
  const failure = failureOf(session, step);
  if (failure === undefined) return "not run yet";
  return failure.kind === "shell" ? `made ${failure.edited === undefined ? "in a shell" : "by hand"}` : failure.kind;
}

const batch = 500;

/** The output, or its last lines; `times`: when each line came, as far as that was written down. */
export function* outputLines(output: StepOutput, last = output.lineCount, times?: LineTimes): Iterable<string> {
  let from = Math.max(0, output.lineCount - last);
  while (from < output.lineCount) {
    const lines = output.read(from, Math.min(batch, output.lineCount - from));
    if (lines.length === 0) return;
    for (const [at, line] of lines.entries()) yield `  ${timeAt(times, from + at)}${stripVTControlCharacters(line)}`;
    from += lines.length;
  }
}

function timeAt(times: LineTimes | undefined, line: number): string {
  const ms = times?.at(line);
  return ms === undefined ? "" : `${sinceStart(ms)} `;
}

/** Its lines that the filter lets through, each with its number, and how many there are. Throws UserError for a pattern that takes too long on one. */
export function* matchingLines(output: StepOutput, { pattern, inverted }: Filter): Iterable<string> {
  const matcher = filterMatcher({ pattern, inverted });
  let count = 0;
  for (let from = 0; from < output.lineCount; from += batch) {
    const lines = output.read(from, batch).map((line) => stripVTControlCharacters(line));
    const found = matcher.matching(lines);
    if (found === undefined) throw new UserError(`"${pattern.text}" takes too long on line ${from + (matcher.tooLong ?? 0) + 1}`);
    for (const at of found) {
      count++;
      yield `  ${from + at + 1}: ${lines[at]}`;
    }
  }
  if (count === 0) yield inverted ? "every line matches" : "no line matches";
  else yield `${count} of ${output.lineCount} lines ${inverted ? "do not match" : "match"}`;
}

export function configLines(session: Session, step: number): readonly string[] {
  const found = configAt(session, step);
  if (found === undefined) return ["nothing of its stage has run yet"];
  return found.facts.map(({ name, value, sign }) => `${sign === "" ? " " : sign} ${name}=${value}`);
}

const signs = { added: "+", modified: "~", deleted: "-" } as const;

/** A line for each, its path as one line. */
export function changeLines({ list, byName }: Changes): readonly string[] {
  if (list.length === 0) return ["it changed no file"];
  const lines = list.map(({ kind, path, type, size, what, below }) => {
    const note = below === undefined ? what : `and ${below} below it`;
    const name = `${visible(path)}${type === "directory" ? "/" : ""}`;
    return `${signs[kind]} ${type === "file" ? readableSize(size) : "-"} ${name}${note === undefined ? "" : ` (${note})`}`;
  });
  return byName ? [...lines, "(names alone: nothing more could be read)"] : lines;
}

/** The lines of a text, or of how it differs, and how much more there is; else why there are none. */
export function textLines(found: FileText | FileDifference): readonly string[] {
  if (found.kind === "none") return [found.why.replaceAll(/[{}]/g, "")];
  const lines = found.lines.map((line) => `  ${stripVTControlCharacters(line)}`);
  if ("left" in found) return found.left === 0 ? lines : [...lines, `and ${found.left} lines more`];
  return found.shown < found.size ? [...lines, `the first ${found.shown} of ${found.size} bytes`] : lines;
}

/** As `ls -ln` has them. */
export const fileLines = (entries: readonly LayerEntry[]): readonly string[] =>
  entries.map((entry) => {
    const { uid, gid, size, type } = entry;
    return `${modeWord(entry)} ${uid}:${gid} ${type === "file" ? readableSize(size) : "-"} ${visible(nameOf(entry))}`;
  });

const oneLine = (name: string): string => name.replaceAll(/[\r\n]/g, "?");

/** A line for each run, the newest last. */
export function attemptLines(attempts: readonly Attempt[]): readonly string[] {
  if (attempts.length === 0) return ["it has not run yet"];
  return attempts.map(({ run, how, exitCode, ms, start, text }) => {
    const end = how === "hand" ? "made by hand" : exitCode === undefined ? how : `${how}, exit code ${exitCode}`;
    return `#${run} ${end}, ${readableTime(ms)}${start === "failed" ? ", on its failed layer" : ""}: ${oneLine(text)}`;
  });
}

/** The sentence, and a line for each input. */
export const whyLines = ({ title, rows }: Why): readonly string[] => [
  title,
  ...rows.map(
    ({ sign, name, value }) =>
      `${sign === "" ? " " : sign} ${[name, value]
        .filter(Boolean)
        .map((each) => visible(each))
        .join(": ")}`,
  ),
];

/** A line for each file. */
export function contextLines({ rows, unknown, wrong, cutAt }: ContextAccount): readonly string[] {
  const notes = [
    ...(cutAt === undefined ? [] : [`only the first ${cutAt} files were looked at`]),
    ...unknown.map((line) => `line ${line}: what it takes is known once its stage has begun`),
    ...wrong.map(({ line, why }) => `line ${line}: ${visible(why)}`),
  ];
  if (rows.length === 0) return ["the build context is empty", ...notes];
  const lines = rows.map(({ path, bytes, files, out, taken }) => {
    const many = files === 1 ? "" : `, ${files} files`;
    const why =
      out !== undefined ? `kept out by line ${out.line}: ${out.text}` : taken.length > 0 ? `line ${taken.join(", ")}` : "unused";
    return `${out === undefined ? " " : "-"} ${readableSize(bytes)} ${visible(path)} (${why}${many})`;
  });
  return [...lines, ...notes];
}
