/** Where the build stands and why, as lines. Pure but for the clock of nobody. */
import { frozenWords, hitWords } from "../../debugger/breakpoints/words.ts";
import type { Hit } from "../../debugger/breakpoints/written.ts";
import { failingWords, lineOfCommand, passedOverWords } from "../../debugger/failing-words.ts";
import { byHandLines } from "../../debugger/manual-change-labels.ts";
import { type Failure, failureHere, leftLayer, position, type Session, type StopReason } from "../../debugger/session.ts";
import { excerpt } from "../../dockerfile/excerpt.ts";

/** `path`: of the Dockerfile, as the user wrote it. While a failed layer is being written: the first of the lines that come then. */
export function stopLines(session: Session, { path }: { readonly path: string }): readonly string[] {
  const { status, plan } = session;
  if (status.kind === "done") {
    const tags = status.tags.length > 0 ? ` tagged ${status.tags.join(", ")}` : "";
    return [`image ${status.image}${tags}`, ...byHandLines(status.byHand)];
  }
  const frozen = frozenWords(session);
  if (frozen !== undefined)
    return [`frozen by ${frozen.replace(/\.$/, "")}`, "  continue lets it go on, stop ends it and keeps what it did"];
  if (status.kind !== "stopped") return [];
  const at = position(session);
  const step = plan.steps[at];
  const failure = failureHere(session);
  if (step === undefined) {
    const hit = status.hit === undefined ? "" : `, breakpoint ${hitWords(status.hit)}`;
    return [`stopped: every step is done${hit}; continue writes the image`];
  }
  const { span, text } = step.instruction;
  if (status.reason === "failure" && failure !== undefined) return failureLines(session, failure, path, status.hit);
  const why = status.hit === undefined ? (status.message ?? reasons[status.reason]) : `breakpoint ${hitWords(status.hit)}`;
  return [`stopped before step ${at + 1}/${plan.steps.length}, line ${span.line}: ${why}`, `  ${oneRow(text)}`];
}

const oneRow = (text: string): string => text.replace(/\s+/g, " ").trim();

const reasons: Readonly<Record<StopReason, string>> = {
  entry: "nothing has run yet",
  step: "one step was run",
  breakpoint: "a breakpoint",
  cursor: "this is the place",
  stage: "the stage is finished",
  skip: "a step was skipped",
  pause: "paused",
  failure: "it failed",
  back: "gone back to here",
  undo: "the last change was taken back",
  edit: "the Dockerfile was changed",
  kept: "what was changed by hand is kept; accept takes it as the result",
  engine: "the engine was lost",
};

/** `hit`: the breakpoint that stopped there, but for the one on failure. */
function failureLines(session: Session, failure: Failure, path: string, hit: Hit | undefined): readonly string[] {
  const at = position(session);
  const step = session.plan.steps[at];
  const { span } = step?.instruction ?? { span: { line: 1, endLine: 1 } };
  const failingLine = step && failure.failing && lineOfCommand(step, failure.failing);
  const commands = step === undefined ? [] : [failingWords(step, failure), passedOverWords(step, failure)];
  const left = leftLayer(failure);
  const known = [
    `${path}:${span.line}`,
    ...excerpt(session.plan.text, span.line, span.endLine, { at: failingLine }).trimEnd().split("\n"),
    `failed: step ${at + 1}/${session.plan.steps.length}, line ${span.line}: ${failure.message}`,
    ...(hit === undefined ? [] : [`  stopped by breakpoint ${hitWords(hit)}`]),
    ...commands.flatMap((words) => (words === undefined ? [] : [`  ${words}`])),
  ];
  // what is told of the rest is known once its layer is written
  if (failure.writing !== undefined) return known;
  return [
    ...known,
    ...(failure.hint === undefined ? [] : [`  ${failure.hint}`]),
    ...(left ? [`failed layer: ${failure.tag ?? failure.image}`] : []),
    `  edit changes the line; retry runs it clean${left ? ", retry-failed on its failed layer, accept takes that as it is" : ""}`,
  ];
}

/** The place where commands end that leave the build in the middle, and what became of the step there. */
export function leftWords(session: Session): string {
  const line = session.plan.steps[position(session)]?.instruction.span.line;
  const where = line === undefined ? "before the image was written" : `at line ${line}`;
  const failure = failureHere(session);
  return failure === undefined ? `left ${where}` : `left ${where}, which ${became[failure.kind]}`;
}

const became: Readonly<Record<Failure["kind"], string>> = {
  failed: "failed",
  interrupted: "was stopped",
  shell: "was changed by hand",
};
