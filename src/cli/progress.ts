/** `dbuild build`'s progress: what the desk says, as lines (plain) or as JSON, one object a line. */
import { stripVTControlCharacters } from "node:util";
import type { Desk } from "../debugger/desk.ts";
import { failureHere, type Outcome, position, type Session } from "../debugger/session.ts";
import { cleanText } from "../output/clean.ts";
import { readableSize, readableTime } from "./sizes.ts";

export type Progress = {
  /** Brings the terminal up to date with the desk. */
  update(): void;
};

const batch = 500;

/** Feeds `tell` with what happened since the last update: steps starting, their output lines, their ends. */
function follow(desk: Desk, tell: Teller): Progress {
  let told = 0;
  let started = -1;
  let printed = 0;
  const drain = (step: number, complete: boolean) => {
    const output = desk.output(step);
    if (!output) return;
    const end = complete ? output.lineCount : output.finishedLines;
    while (printed < end) {
      const lines = output.read(printed, Math.min(batch, end - printed));
      if (lines.length === 0) break;
      for (const line of lines) tell.line(step, line);
      printed += lines.length;
    }
  };
  const start = (step: number) => {
    if (started >= step) return;
    started = step;
    printed = 0;
    tell.start(step);
  };
  return {
    update: () => {
      const session = desk.session();
      for (; told < position(session); told++) {
        start(told);
        drain(told, true);
        tell.done(told, session.outcomes[told] as Outcome);
      }
      if (session.status.kind === "running") {
        start(told);
        drain(told, false);
      } else if (failureHere(session)) drain(told, true);
    },
  };
}

type Teller = {
  start(step: number): void;
  line(step: number, line: string): void;
  done(step: number, outcome: Outcome): void;
};

const title = (session: Session, index: number): string => {
  const step = session.plan.steps[index];
  const text = cleanText(step?.instruction.text ?? "").replace(/\s+/g, " ");
  return `step ${index + 1}/${session.plan.steps.length} line ${step?.instruction.span.line}: ${text.length > 160 ? `${text.slice(0, 159)}…` : text}`;
};

export function plainProgress(desk: Desk, write: (text: string) => void, colours: boolean): Progress {
  const dim = (text: string) => (colours ? `\x1b[2m${text}\x1b[22m` : text);
  const bold = (text: string) => (colours ? `\x1b[1m${text}\x1b[22m` : text);
  return follow(desk, {
    start: (step) => write(`${bold(title(desk.session(), step))}\n`),
    line: (_step, line) => write(`  ${colours ? line : stripVTControlCharacters(line)}\n`),
    done: (_step, { how, ms, size }) => {
      const grown = size > 0 ? `, ${readableSize(size)}` : "";
      write(`${dim(`  ${how === "cached" ? "cached" : `done in ${readableTime(ms)}${grown}`}`)}\n`);
    },
  });
}

export function jsonProgress(desk: Desk, write: (text: string) => void): Progress {
  const emit = (event: object) => write(`${JSON.stringify(event)}\n`);
  const where = (index: number) => {
    const { steps } = desk.session().plan;
    return { step: index + 1, steps: steps.length, line: steps[index]?.instruction.span.line };
  };
  return follow(desk, {
    start: (step) => emit({ event: "start", ...where(step), instruction: desk.session().plan.steps[step]?.instruction.text }),
    line: (step, line) => emit({ event: "output", ...where(step), text: stripVTControlCharacters(line) }),
    done: (step, { how, ms, size, image }) => emit({ event: "done", ...where(step), how, ms, size, image }),
  });
}
