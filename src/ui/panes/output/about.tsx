/** What there is to say about a step that has printed nothing: its source and its result. One element is one row. */
import type { ReactElement } from "react";
import { foreseenAt } from "../../../debugger/foreseen.ts";
import { handBelow, hasLayer, type Outcome, outcomeOf, position, runningAt, type Session } from "../../../debugger/session.ts";
import { Line } from "../../components/line.tsx";
import type { Item } from "../../items.ts";
import { bytes, shortId, took } from "../../labels.ts";
import { wrap } from "../../text.ts";

/** The instruction as it stands in the file, with line numbers. */
export function sourceRows(item: Item): readonly ReactElement[] {
  const { line, endLine } = item.instruction.span;
  const digits = String(endLine).length;
  return item.source.map((text, at) => {
    const comment = text.trimStart().startsWith("#");
    const keyword = at > 0 || comment ? "" : (/^\s*\S+/.exec(text)?.[0] ?? "");
    return (
      <Line
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of a file is its place
        key={`source ${at}`}
        spans={[
          ["dim", `  ${String(line + at).padStart(digits)}  `],
          ["strong", keyword],
          [comment ? "dim" : "plain", text.slice(keyword.length)],
        ]}
      />
    );
  });
}

export function aboutRows(session: Session, item: Item, columns: number): readonly ReactElement[] {
  return [...sourceRows(item), <Line key="gap" />, ...facts(session, item).flatMap((fact) => factRows(fact, columns))];
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
    const below = outcome.how === "hand" ? [] : handBelow(session, step);
    return [
      ["result", how[outcome.how]],
      ...(below.length === 0 ? [] : [["by hand", `stands on what a person changed: ${below.join("; ")}`] as const]),
      ...tookFact(session, step, outcome),
      ["layer", stepHasLayer(session, step) ? bytes(outcome.size) : "none of its own"],
      ...(outcome.image === undefined ? [] : [["image", shortId(outcome.image)] as const]),
    ];
  }
  const foreseen = foreseenAt(session, step);
  if (foreseen !== undefined)
    return [["", `Will fail: ${foreseen.message}`], ...(foreseen.hint === undefined ? [] : [["", foreseen.hint] as const])];
  if (runningAt(session, step)) return [["", "Running. No output yet."]];
  if (step === position(session)) return [["", "Not run yet. It is next."]];
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

function factRows([name, value]: Fact, columns: number): readonly ReactElement[] {
  return wrap(value, Math.max(10, columns - 10)).map((text, at) => (
    <Line
      // biome-ignore lint/suspicious/noArrayIndexKey: a row of a text is its place
      key={`${name} ${at}`}
      spans={[
        ["dim", `  ${(at === 0 ? name : "").padEnd(name === "" ? 0 : 8)}`],
        ["plain", text],
      ]}
    />
  ));
}
