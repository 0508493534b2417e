/** The rows of the step list before any is drawn: stages, instructions, an unfolded one's text, and the position between. Pure. */
import { position, type Session } from "../../debugger/session.ts";
import { type Item, itemsOf } from "../items.ts";

export type ListLine =
  | { readonly kind: "stage"; readonly stage: number }
  | { readonly kind: "position" }
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "source"; readonly item: Item; readonly at: number };

/** The list as a whole. */
export function listLines(session: Session, selected: Item | undefined, unfolded: boolean): readonly ListLine[] {
  const at = position(session);
  const stages = session.plan.program.stages.length;
  const lines: ListLine[] = [];
  let stage = -1;
  for (const item of itemsOf(session.plan)) {
    if (item.stage !== stage && stages > 1) lines.push({ kind: "stage", stage: item.stage });
    if (item.step === at) lines.push({ kind: "position" });
    stage = item.stage;
    lines.push({ kind: "item", item });
    if (unfolded && item.index === selected?.index && item.source.length > 1) {
      for (let line = 1; line < item.source.length; line++) lines.push({ kind: "source", item, at: line });
    }
  }
  if (at >= session.plan.steps.length) lines.push({ kind: "position" });
  return lines;
}

/** First of `room` lines to show, so that the selected one is among them. */
export function firstShown(lines: readonly ListLine[], selected: Item | undefined, room: number): number {
  const at = Math.max(
    0,
    lines.findIndex((line) => line.kind === "item" && line.item.index === selected?.index),
  );
  return Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
}

export function stageName(session: Session, stage: number): string {
  if (stage < 0) return "before the first stage";
  const { stages } = session.plan.program;
  const name = stages[stage]?.name;
  if (name !== undefined) return `stage ${name}`;
  return stage === stages.length - 1 ? "final stage" : `stage ${stage}`;
}

/** Columns of a line number. */
export const numberWidth = (session: Session): number => {
  const last = itemsOf(session.plan).at(-1)?.instruction.span.endLine ?? 1;
  return Math.max(2, String(last).length);
};
