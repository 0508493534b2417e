/** What there is to say about a step: its source, its result, and for a failed one what is kept and what can be done. */
import {
  type Failure,
  hasLayer,
  isDone,
  leftLayer,
  type Outcome,
  outcomeOf,
  position,
  runningAt,
  type Session,
  stateAfter,
  stateBefore,
} from "../../debugger/session.ts";
import type { Item } from "../items.ts";
import { type Command, keyLabel, rowOf } from "../keys.ts";
import { type Row, rowWidth, type Span, span } from "../rows.ts";
import { wrap } from "../text.ts";
import type { Theme } from "../theme.ts";
import { bytes, duration, failureWords, shortId, took } from "../words.ts";

/** The instruction as it stands in the file, with line numbers. */
export function sourceRows(item: Item): readonly Row[] {
  const { line, endLine } = item.instruction.span;
  const digits = String(endLine).length;
  return item.source.map((text, at): Row => {
    const number = span(`  ${String(line + at).padStart(digits)}  `, "dim");
    if (text.trimStart().startsWith("#")) return [number, span(text, "dim")];
    if (at > 0) return [number, span(text)];
    const keyword = /^\s*\S+/.exec(text)?.[0] ?? "";
    return [number, span(keyword, "strong"), span(text.slice(keyword.length))];
  });
}

/** For a step without output. */
export function aboutRows(session: Session, item: Item, columns: number): readonly Row[] {
  return [...sourceRows(item), [], ...facts(session, item).flatMap(([name, value]) => factRows(name, value, columns))];
}

type Fact = readonly [name: string, value: string];

function facts(session: Session, item: Item): readonly Fact[] {
  const { step } = item;
  if (step === undefined) return [["", "The target does not need this instruction; it is never run."]];
  const outcome = outcomeOf(session, step);
  if (outcome !== undefined) {
    const how = {
      cached: "cached: built before from the same inputs",
      done: "done",
      hand: `made by hand: ${outcome.note ?? "accepted"}`,
    };
    return [
      ["result", how[outcome.how]],
      ...tookFact(session, step, outcome),
      ["layer", stepHasLayer(session, step) ? bytes(outcome.size) : "none of its own"],
      ...(outcome.image === undefined ? [] : [["image", shortId(outcome.image)] as const]),
      ...surroundings(session, step),
    ];
  }
  if (runningAt(session, step)) return [["", "Running. No output yet."]];
  if (step === position(session)) return [["", "Not run yet. It is next."], ...surroundings(session, step)];
  return [["", "Not run yet."]];
}

function tookFact({ plan }: Session, at: number, outcome: Outcome): readonly Fact[] {
  const step = plan.steps[at];
  const time = outcome.how === "cached" || step === undefined ? undefined : took(outcome, step);
  return time === undefined ? [] : [["took", time]];
}

const stepHasLayer = (session: Session, at: number): boolean => {
  const step = session.plan.steps[at];
  return step !== undefined && (hasLayer(step) || step.instruction.kind === "from");
};

/** User and directory in force after a step, or before one that has not run. */
function surroundings(session: Session, step: number): readonly Fact[] {
  const { stage } = (isDone(session, step) ? stateAfter(session, step) : undefined) ?? stateBefore(session, step);
  if (stage === undefined) return [];
  return [
    ["user", stage.config.User || "root"],
    ["dir", stage.config.WorkingDir || "/"],
  ];
}

function factRows(name: string, value: string, columns: number): readonly Row[] {
  return wrap(value, Math.max(10, columns - 10)).map(
    (text, at): Row => [span(`  ${(at === 0 ? name : "").padEnd(name === "" ? 0 : 8)}`, "dim"), span(text)],
  );
}

export type FailureProps = {
  readonly failure: Failure;
  /** The text was changed since. */
  readonly edited: boolean;
  /** What to offer; empty where the footer is near enough. */
  readonly can: readonly Command[];
  readonly columns: number;
  readonly height: number;
  readonly theme: Theme;
};

/** The block above a failed step's output. `height` bounds it: the keys go first, then the longer words. */
export function failureRows({ failure, edited, can, columns, height, theme }: FailureProps): readonly Row[] {
  const { glyphs } = theme;
  const look = failure.kind === "shell" ? "hand" : failure.kind === "failed" && !edited ? "bad" : "warn";
  const mark = failure.kind === "shell" ? glyphs.hand : glyphs.failed;
  const time = failure.ms > 0 && failure.kind !== "shell" ? ` after ${duration(failure.ms)}` : "";
  const title: Row = [span(` ${mark} ${edited ? "before your edit: " : ""}${failureTitle(failure)}${time}`, look)];
  const said = repeatsExitCode(failure) ? [] : wrap(failure.message, Math.max(10, columns - 4)).slice(0, 3);
  const message = said.map((text): Row => [span(`   ${text}`)]);
  const hint = failure.hint === undefined ? [] : wrap(failure.hint, Math.max(10, columns - 4)).slice(0, 2);
  const kept = keptRows(failure, columns);
  const doing = choices(can, columns);
  const essential = [title, ...kept];
  const rows = [title, ...message, ...hint.map((text): Row => [span(`   ${text}`, "dim")]), ...kept, ...doing];
  if (rows.length <= height) return rows;
  const short = [title, ...message.slice(0, 1), ...kept];
  return (short.length <= height ? short : essential).slice(0, Math.max(0, height));
}

/** Does the message say no more than the title and the list do: which instruction, which exit code? */
const repeatsExitCode = ({ exitCode, message }: Failure): boolean =>
  exitCode !== undefined && message.endsWith(` ended with exit code ${exitCode}`);

function failureTitle(failure: Failure): string {
  if (failure.kind === "shell") return "changed in your shell";
  if (failure.kind === "interrupted") return "stopped by you";
  return failure.exitCode === undefined ? "failed" : `failed with ${failureWords(failure)}`;
}

function keptRows(failure: Failure, columns: number): readonly Row[] {
  if (failure.container !== undefined) {
    return [
      [span("   kept  ", "dim"), span(`container ${failure.container.slice(0, 12)}`)],
      ...(failure.rescue ?? []).flatMap((command) =>
        wrap(command, Math.max(10, columns - 4)).map((text): Row => [span(`   ${text}`, "dim")]),
      ),
    ];
  }
  if (failure.removed) return [[span("   What it did is gone: its layer was removed from the engine.", "dim")]];
  if (failure.image === undefined) return [[span("   Nothing ran, so there is no layer to keep.", "dim")]];
  const name = leftLayer(failure) ? "   layer " : "   It left no layer; the one before it is ";
  const id: Row = [span(name, "dim"), span(shortId(failure.image))];
  if (failure.tag === undefined) return [id];
  const tag: Row = [span(columns >= 70 ? "  tag " : "   tag   ", "dim"), span(failure.tag)];
  return columns >= 70 ? [[...id, ...tag]] : [id, tag];
}

const deeds: Partial<Record<Command, string>> = {
  shell: "look inside",
  edit: "edit",
  retry: "run clean",
  "retry-failed": "run on the failed layer",
  accept: "accept it",
  commit: "retry commit",
};

function choices(can: readonly Command[], columns: number): readonly Row[] {
  const rows: Span[][] = [[]];
  let used = 0;
  for (const command of can) {
    const words = deeds[command];
    if (words === undefined) continue;
    const key = keyLabel(rowOf(command).keys[0] ?? "");
    const choice = [span(key, "strong"), span(` ${words}`, "dim")];
    const wide = rowWidth(choice) + 2;
    if (used + wide > columns && used > 0) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(span(used === 0 ? "   " : "  "), ...choice);
    used += wide + (used === 0 ? 1 : 0);
  }
  return rows.filter((row) => row.length > 0);
}
