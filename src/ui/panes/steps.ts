/** The Dockerfile as a list of steps: line numbers, marks, breakpoints, and the position as a rule between two rows. */
import { failureOf, hasLayer, outcomeOf, position, runningAt, type Session } from "../../debugger/session.ts";
import { type Item, itemsOf } from "../items.ts";
import { fitRow, type Row, restyled, rowWidth, ruled, type Span, span, spread } from "../rows.ts";
import { visible } from "../text.ts";
import type { Style, Theme } from "../theme.ts";
import { bytes, elapsed, isEdited, statusWord, took } from "../words.ts";

export type StepsProps = {
  readonly session: Session;
  readonly path: string;
  readonly selected: Item | undefined;
  readonly unfolded: boolean;
  readonly focused: boolean;
  readonly now: number;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
};

type Line =
  | { readonly kind: "stage"; readonly stage: number }
  | { readonly kind: "position" }
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "source"; readonly item: Item; readonly at: number };

/** The rows of the list as a whole, before any is drawn. */
export function stepLines(session: Session, selected: Item | undefined, unfolded: boolean): readonly Line[] {
  const at = position(session);
  const stages = session.plan.program.stages.length;
  const lines: Line[] = [];
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

/** A heading and the part of the list around the selected step. Always `height` rows. */
export function stepsPane(props: StepsProps): readonly Row[] {
  const { session, selected, unfolded, width, height } = props;
  const lines = stepLines(session, selected, unfolded);
  const room = Math.max(0, height - 1);
  const at = Math.max(
    0,
    lines.findIndex((line) => line.kind === "item" && line.item.index === selected?.index),
  );
  const top = Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
  const shown = lines.slice(top, top + room).map((line) => drawn(line, props));
  return [heading(props, lines, top, room), ...shown, ...Array.from({ length: room - shown.length }, () => fitRow([], width))];
}

function heading(props: StepsProps, lines: readonly Line[], top: number, room: number): Row {
  const { path, focused, width, theme, session } = props;
  const left: Span[] = [span(theme.glyphs.rule, "dim"), span(` ${path} `, focused ? "strong" : "dim")];
  // The stage of the first row shown, when its own heading is scrolled away.
  const first = lines.slice(0, top + 1).findLast((line) => line.kind === "item" || line.kind === "stage");
  if (top > 0 && first?.kind === "item" && session.plan.program.stages.length > 1) {
    left.push(span(`${theme.glyphs.dot} ${stageName(session, first.item.stage)} `, "dim"));
  }
  const below = lines.length - top - room;
  const right =
    below > 0 || top > 0 ? [span(` ${top + 1}-${Math.min(lines.length, top + room)} of ${lines.length} `, "dim")] : [];
  return ruled(left, right, width, theme.glyphs.rule);
}

const stageName = (session: Session, stage: number): string => {
  if (stage < 0) return "before the first stage";
  const { stages } = session.plan.program;
  const name = stages[stage]?.name;
  if (name !== undefined) return `stage ${name}`;
  return stage === stages.length - 1 ? "final stage" : `stage ${stage}`;
};

function drawn(line: Line, props: StepsProps): Row {
  switch (line.kind) {
    case "stage":
      return stageRow(line.stage, props);
    case "position":
      return positionRow(props);
    case "item":
      return itemRow(line.item, props);
    case "source":
      return sourceRow(line.item, line.at, props);
  }
}

function stageRow(stage: number, { session, width }: StepsProps): Row {
  const needed = session.plan.steps.some((step) => step.stage === stage);
  const right = needed ? [] : [span("not needed ", "dim")];
  return spread([span(` ${stageName(session, stage)}`, needed ? "strong" : "dim")], right, width);
}

const positionLook = {
  PAUSED: { style: "warn", words: "next" },
  RUNNING: { style: "accent", words: "running" },
  FAILED: { style: "bad", words: "failed" },
  DONE: { style: "good", words: "done" },
} as const;

function positionRow({ session, width, theme }: StepsProps): Row {
  const { glyphs } = theme;
  const { style, words } = positionLook[waiting(session) ?? statusWord(session)];
  const lead = 2 + numberWidth(session);
  const label = position(session) >= session.plan.steps.length && words === "next" ? "end" : engineLost(session) ? "next" : words;
  return ruled([span(glyphs.rule.repeat(lead), "dim"), span(`${glyphs.arrow} ${label} `, style)], [], width, glyphs.rule);
}

/** The position is where the build will stop; other stages still run. */
const waiting = (session: Session): keyof typeof positionLook | undefined => {
  const { status } = session;
  if (status.kind !== "running" || !status.stop || runningAt(session, position(session))) return undefined;
  return status.stop.reason === "failure" ? "FAILED" : "PAUSED";
};

const engineLost = ({ status }: Session): boolean => status.kind === "stopped" && status.reason === "engine";

const numberWidth = (session: Session): number => {
  const last = itemsOf(session.plan).at(-1)?.instruction.span.endLine ?? 1;
  return Math.max(2, String(last).length);
};

function itemRow(item: Item, props: StepsProps): Row {
  const { session, selected, focused, width, theme, unfolded } = props;
  const { glyphs } = theme;
  const chosen = selected?.index === item.index;
  const { line, endLine } = item.instruction.span;
  const stop = session.breakpoints.some((each) => each >= line && each <= endLine);
  const faded = item.step === undefined;
  const { mark, style, facts } = result(item, props);
  const open = chosen && unfolded && item.source.length > 1;
  const gutter: Row = [
    span(chosen ? glyphs.bar : " ", focused ? "accent" : "dim"),
    span(stop ? glyphs.breakpoint : " ", "bad"),
    span(String(line).padStart(numberWidth(session)), "dim"),
    span(" "),
    span(mark, style),
    span(" "),
  ];
  const more = !open && item.source.length > 1 ? [span(` +${item.source.length - 1}`, "dim")] : [];
  const words: Row = open
    ? [span(item.source[0] ?? "", "strong")]
    : [span(item.keyword, faded ? "dim" : "strong"), span(item.rest === "" ? "" : ` ${item.rest}`, faded ? "dim" : "plain")];
  const tail: Row = [...more, ...meta(facts, style, width), span(" ")];
  const row = [...gutter, ...spread(words, tail, Math.max(0, width - rowWidth(gutter)))];
  return fitRow(chosen && focused ? [row[0] ?? span(" "), ...restyled(row.slice(1), "selected")] : row, width);
}

function sourceRow(item: Item, at: number, { session, width }: StepsProps): Row {
  const text = item.source[at] ?? "";
  const number = String(item.instruction.span.line + at).padStart(numberWidth(session));
  return fitRow([span(`  ${number}   `, "dim"), span(visible(text), text.trimStart().startsWith("#") ? "dim" : "plain")], width);
}

type Facts = { readonly first: string; readonly second: string };
type Result = { readonly mark: string; readonly style: Style; readonly facts: Facts };

/** The mark of a step and what stands at the right end of its row. */
function result(item: Item, { session, now, theme }: StepsProps): Result {
  const { glyphs } = theme;
  const { step } = item;
  if (step === undefined) return { mark: " ", style: "dim", facts: { first: "", second: "" } };
  const outcome = outcomeOf(session, step);
  if (outcome !== undefined) {
    const layered = outcome.size > 0 || hasLayer(item);
    const second = layered ? bytes(outcome.size) : "";
    if (outcome.how === "cached") return { mark: glyphs.cached, style: "good", facts: { first: "cached", second } };
    if (outcome.how === "hand") return { mark: glyphs.hand, style: "hand", facts: { first: "by hand", second } };
    return { mark: glyphs.done, style: "good", facts: { first: took(outcome, { ...item, index: step }) ?? "", second } };
  }
  const { status } = session;
  const running = runningAt(session, step);
  if (running && status.kind === "running") {
    const frame = glyphs.spinner[Math.floor(now / 125) % glyphs.spinner.length] ?? " ";
    const second = status.aborting ? "stopping" : status.pausing ? "pausing" : "";
    return { mark: frame, style: "accent", facts: { first: elapsed(now - running.startedAt), second } };
  }
  const failure = failureOf(session, step);
  if (failure === undefined) return { mark: glyphs.pending, style: "dim", facts: { first: "", second: "" } };
  if (failure.kind === "shell") return { mark: glyphs.hand, style: "hand", facts: { first: "kept", second: "" } };
  if (failure.kind === "interrupted") return { mark: glyphs.failed, style: "warn", facts: { first: "stopped", second: "" } };
  const code = failure.exitCode === undefined ? "failed" : `exit ${failure.exitCode}`;
  const before = step === position(session) && isEdited(session);
  return { mark: glyphs.failed, style: before ? "warn" : "bad", facts: { first: code, second: "" } };
}

const timeWidth = 9;
const sizeWidth = 9;

/** Two columns of facts where there is room, one where there is little. */
function meta({ first, second }: Facts, style: Style, width: number): Row {
  const look: Style = style === "good" ? "dim" : style;
  if (first === "" && second === "") return [];
  if (width < 44) return [span(`  ${first}`, look)];
  if (width < 52) return [span(` ${first}`.padStart(timeWidth), look)];
  return [span(` ${first}`.padStart(timeWidth), look), span(` ${second}`.padStart(sizeWidth), "dim")];
}
