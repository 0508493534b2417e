/** How the pane is shared: the block of a failure above, the output below. Pure. */
import type { ReactElement } from "react";
import { failingWords, passedOverWords } from "../../../debugger/failing-words.ts";
import type { Look } from "../../../debugger/looks.ts";
import { failureOf, isDone, leftLayer, outcomeOf, position, runningAt, type Session } from "../../../debugger/session.ts";
import { stoppedAt } from "../../../debugger/stopped-container.ts";
import { writingAt } from "../../../debugger/writing.ts";
import type { StepOutput } from "../../../output/log.ts";
import { offered } from "../../footer/offered.ts";
import type { Item } from "../../items.ts";
import { isEdited } from "../../labels.ts";
import { type Scene, situationOf } from "../../scene.ts";
import { type Written, written } from "../changes/arrange.ts";
import type { PaneProps } from "../pane.ts";
import { failureRows, passedOverRows } from "./failure.tsx";
import { type ShownLines, shownLines } from "./shown-lines.ts";
import type { OutputState } from "./state.ts";

export type OutputArea = {
  readonly block: readonly ReactElement[];
  /** A rule parts the two. */
  readonly parted: boolean;
  /** Undefined: it has printed nothing. */
  readonly output: StepOutput | undefined;
  /** What of it is shown. */
  readonly lines: ShownLines | undefined;
  /** Rows left for the output. */
  readonly height: number;
};

/** Rows of a terminal from which on a failure lists its choices; below, its output needs the room more. */
const choicesFrom = 28;

export function areaOf({
  scene,
  item,
  width,
  height,
}: Pick<PaneProps<unknown>, "scene" | "item" | "width" | "height">): OutputArea {
  const { session, size } = scene;
  const room = Math.max(0, height - 1);
  const failure = failedHere(session, item);
  const output = item.step === undefined ? undefined : scene.output(item.step);
  const { firstError, filter } = scene.panes.output as OutputState;
  const step = item.step === undefined ? undefined : session.plan.steps[item.step];
  const outcome = step && outcomeOf(session, step.index);
  const passedOver = step && passedOverWords(step, failure ?? outcome ?? {});
  const writing = step && writingAt(session, step.index);
  const rows = (): readonly ReactElement[] => {
    if (failure === undefined) return passedOver === undefined ? [] : passedOverRows(passedOver, width);
    return failureRows({
      failure,
      failing: step && failingWords(step, failure),
      passedOver,
      wrote: wroteAt(scene, item),
      ...(writing && { writtenFor: scene.now - writing.since }),
      edited: item.step === position(session) && isEdited(session),
      can: size.rows >= choicesFrom ? offered(situationOf(scene)) : [],
      // one that is among the last lines is seen there
      ...(firstError?.id === item.id &&
        isAbove(firstError.line, output, room) && {
          firstError: { line: firstError.line ?? 0, text: firstError.text ?? "" },
        }),
      view: scene.view,
      columns: width,
      height: Math.max(3, Math.floor(room * 0.6)),
    });
  };
  const block = rows().slice(0, room);
  const printed = output !== undefined && output.lineCount > 0 ? output : undefined;
  const parted = printed !== undefined && block.length > 0 && room - block.length > 3;
  const lines = printed && shownLines(printed, filter);
  return { block, parted, output: printed, lines, height: Math.max(0, room - block.length - (parted ? 1 : 0)) };
}

/** What the files are told by; undefined: there is no layer of the step's own, nor the container it failed in. */
export function writtenLook({ session }: Pick<Scene, "session">, item: Item): (Look & { readonly what: "changes" }) | undefined {
  const failure = failedHere(session, item);
  if (failure === undefined || item.step === undefined || failure.kind === "shell") return undefined;
  const tells = (leftLayer(failure) && failure.removed === undefined) || stoppedAt(session, item.step) !== undefined;
  return tells ? { what: "changes", step: item.step } : undefined;
}

function wroteAt(scene: Scene, item: Item): Written | "reading" | undefined {
  const look = writtenLook(scene, item);
  const reading = look && scene.looks.known(look);
  if (reading === undefined || reading.kind === "none") return undefined;
  return reading.kind === "known" ? written(reading.value) : "reading";
}

const isAbove = (line: number | undefined, output: StepOutput | undefined, rows: number): boolean =>
  line !== undefined && output !== undefined && line < output.lineCount - Math.floor(rows / 2);

export const isFailedHere = (session: Session, item: Item): boolean => failedHere(session, item) !== undefined;

/** The kept state to speak of: that of a step the build has not got past. */
const failedHere = (session: Session, { step }: Item) =>
  step === undefined || isDone(session, step) || runningAt(session, step) ? undefined : failureOf(session, step);
