/** `dbuild build`'s progress: what the controller tells, as lines (plain) or as JSON, one object a line. */
import { stripVTControlCharacters } from "node:util";
import type { Step, StepId } from "../builder/steps.ts";
import type { Controller } from "../debugger/controller.ts";
import { passedOverWords } from "../debugger/failing-words.ts";
import { failureOf, indexOf, type Outcome, outcomeOf, runningAt, runningSteps, type Session } from "../debugger/session.ts";
import { cleanText } from "../output/clean.ts";
import type { StepOutput } from "../output/log.ts";
import { readableSize, readableTime } from "./sizes.ts";

export type Progress = {
  /** Brings the terminal up to date with the session. */
  update(): void;
};

const batch = 500;

/** Of an attempt at a step that was told to have started. */
type Told = { output: StepOutput | undefined; printed: number; outcome?: Outcome };

/**
 * Feeds `tell` with what happened since the last update: steps starting, their output lines, their ends. Several run at once, and
 * one may run several times.
 */
function follow(controller: Controller, tell: Teller): Progress {
  const told = new Map<StepId, Told>();
  let stopping = false;
  const begun = ({ id, index }: Step): Told => {
    const output = controller.output(index);
    const before = told.get(id);
    if (before !== undefined && (before.output ?? output) === output) {
      before.output = output;
      return before;
    }
    const now: Told = { output, printed: 0 };
    told.set(id, now);
    tell.start(index);
    return now;
  };
  const drain = (step: Step, complete: boolean): Told => {
    const progress = begun(step);
    const { output } = progress;
    if (!output) return progress;
    const end = complete ? output.lineCount : output.finishedLines;
    while (progress.printed < end) {
      const lines = output.read(progress.printed, Math.min(batch, end - progress.printed));
      if (lines.length === 0) break;
      for (const line of lines) tell.line(step.index, line);
      progress.printed += lines.length;
    }
    return progress;
  };
  return {
    update: () => {
      const session = controller.snapshot().session;
      for (const step of session.plan.steps) {
        const outcome = outcomeOf(session, step.index);
        if (outcome !== undefined && told.get(step.id)?.outcome !== outcome) {
          const progress = drain(step, true);
          // of one whose layer was made again beside what runs, that is said there
          if (progress.outcome === undefined) tell.done(step.index, outcome);
          progress.outcome = outcome;
        } else if (runningAt(session, step.index)) drain(step, false);
        else if (outcome === undefined && failureOf(session, step.index)) drain(step, true);
        // its result was taken back: the next one is told, too
        else if (outcome === undefined) delete told.get(step.id)?.outcome;
      }
      const { status } = session;
      if (status.kind !== "running" || status.stop?.reason !== "failure") stopping = false;
      else if (!stopping) {
        stopping = true;
        tell.stopping(indexOf(session, status.stop.step) ?? 0, runningSteps(session));
      }
    },
  };
}

type Teller = {
  start(step: number): void;
  line(step: number, line: string): void;
  done(step: number, outcome: Outcome): void;
  /** A step failed; nothing starts any more, but `others` run to the end of their instruction, which is kept. */
  stopping(step: number, others: readonly number[]): void;
};

const title = (session: Session, index: number): string => {
  const step = session.plan.steps[index];
  const text = cleanText(step?.instruction.text ?? "").replace(/\s+/g, " ");
  return `step ${index + 1}/${session.plan.steps.length} line ${step?.instruction.span.line}: ${text.length > 160 ? `${text.slice(0, 159)}…` : text}`;
};

/** What is said behind the end of a step; undefined: nothing. */
type Remark = (step: number) => string | undefined;

/**
 * Lines for people and logs. With several stages lines of several steps come mixed, so each begins with the number of its
 * step (`#3`), as docker build's plain progress does.
 */
export function plainProgress(
  controller: Controller,
  write: (text: string) => void,
  colours: boolean,
  remark: Remark = () => undefined,
): Progress {
  const dim = (text: string) => (colours ? `\x1b[2m${text}\x1b[22m` : text);
  const bold = (text: string) => (colours ? `\x1b[1m${text}\x1b[22m` : text);
  const { steps } = controller.snapshot().session.plan;
  const several = new Set(steps.flatMap(({ stage }) => (stage < 0 ? [] : [stage]))).size > 1;
  const lead = (step: number) => (several ? `${dim(`#${step + 1}`)} ` : "  ");
  return follow(controller, {
    start: (step) => write(`${bold(title(controller.snapshot().session, step))}\n`),
    line: (step, line) => write(`${lead(step)}${colours ? line : stripVTControlCharacters(line)}\n`),
    done: (step, outcome) => {
      const { how, ms, size } = outcome;
      const grown = size > 0 ? `, ${readableSize(size)}` : "";
      const said = remark(step);
      const more = said === undefined ? "" : `; ${cleanText(said).replace(/\s+/g, " ")}`;
      write(`${lead(step)}${dim(how === "cached" ? "cached" : `done in ${readableTime(ms)}${grown}${more}`)}\n`);
      const planned = controller.snapshot().session.plan.steps[step];
      const passed = planned && passedOverWords(planned, outcome);
      if (passed !== undefined) write(`${lead(step)}${bold("warning")}: ${cleanText(passed)}\n`);
    },
    stopping: (step, others) => {
      const wait = `stopping ${others.map((each) => `#${each + 1}`).join(", ")}, which nobody needs now`;
      write(
        `${lead(step)}${bold(`failed: ${cleanText(failureOf(controller.snapshot().session, step)?.message ?? "")}`)}; ${wait}\n`,
      );
    },
  });
}

export function jsonProgress(controller: Controller, write: (text: string) => void): Progress {
  const emit = (event: object) => write(`${JSON.stringify(event)}\n`);
  const stageOf = (index: number) => {
    const { steps, program } = controller.snapshot().session.plan;
    const stage = steps[index]?.stage ?? -1;
    return program.stages[stage]?.name ?? (stage < 0 ? undefined : String(stage));
  };
  const where = (index: number) => {
    const { steps } = controller.snapshot().session.plan;
    return { step: index + 1, steps: steps.length, line: steps[index]?.instruction.span.line, stage: stageOf(index) };
  };
  return follow(controller, {
    start: (step) =>
      emit({ event: "start", ...where(step), instruction: controller.snapshot().session.plan.steps[step]?.instruction.text }),
    line: (step, line) => emit({ event: "output", ...where(step), text: stripVTControlCharacters(line) }),
    done: (step, { how, ms, size, image, passedOver }) => {
      const first = controller.snapshot().session.plan.steps[step]?.instruction.span.line ?? 0;
      const passed = passedOver && { passedOver: { ...passedOver, line: first + passedOver.line } };
      emit({ event: "done", ...where(step), how, ms, size, image, ...passed });
    },
    stopping: (step, others) => emit({ event: "stopping", ...where(step), waitsFor: others.map((each) => each + 1) }),
  });
}
