/** Breakpoints in words: what one is about, and why it cannot be hit. Pure. */

import { placedInstructions } from "../../builder/plan/plan.ts";
import { indexOf, isDone, type Session } from "../session.ts";
import { stageCalled } from "../stage-called.ts";
import type { Breakpoint, Where } from "./breakpoint.ts";
import { asksForEnd, readExpression } from "./expression.ts";
import { frozenAt, frozenStep } from "./frozen.ts";
import { type Hit, writtenWords } from "./written.ts";

export function placeWords(where: Where): string {
  switch (where.kind) {
    case "line":
      return `line ${where.line}`;
    case "stage":
      return `on stage ${where.stage}`;
    case "instruction":
      return `on ${where.instruction.toUpperCase()}`;
    case "failure":
      return "on failure";
    case "exit-code":
      return `on exit ${where.code}`;
    case "layer-size":
      return `on size ${sizeWord(where.bytes)}`;
    case "elapsed":
      return `on elapsed ${where.ms / 1000}s`;
    case "log":
      return `on log /${where.pattern}/${where.flags ?? ""}`;
    case "file":
      return `on file ${/\s/.test(where.glob) ? JSON.stringify(where.glob) : where.glob}`;
  }
}

/** `b2 line 4 hits >3 if exit != 0`. */
export function breakpointWords({ id, where, hits, log, run, condition, temporary }: Breakpoint): string {
  const parts = [
    id,
    placeWords(where),
    ...(temporary ? ["temporary"] : []),
    ...(hits === undefined ? [] : ["from" in hits ? `hits >${hits.from - 1}` : `hits %${hits.every}`]),
    ...(log === undefined ? [] : [`log ${JSON.stringify(log)}`]),
    ...(run === undefined ? [] : [`run ${JSON.stringify(run)}`]),
    ...(condition === undefined ? [] : [`if ${condition}`]),
  ];
  return parts.join(" ");
}

/** The same of one that was hit, with the file where it is on files: `b2 on file /etc/**: /etc/passwd modified, and 3 more`. */
export const hitWords = ({ breakpoint, file }: Hit): string =>
  `${breakpointWords(breakpoint)}${file === undefined ? "" : `: ${writtenWords(file)}`}`;

/** With how often it was met, as lists of them have it. */
export function listedBreakpoint(breakpoint: Breakpoint): string {
  const { enabled, met, tooSlow } = breakpoint;
  const often = met === undefined ? "" : ` (met ${met === 1 ? "once" : `${met} times`})`;
  return `${breakpointWords(breakpoint)}${often}${enabled ? "" : ` (disabled${tooSlow ? ": its pattern takes too long" : ""})`}`;
}

/** Which breakpoints were disabled by themselves, and why; undefined: none. */
export function tooSlowText({ breakpoints }: Session): string | undefined {
  const texts = breakpoints
    .filter(({ tooSlow }) => tooSlow)
    .map(
      ({ id, where }) => `${id} is disabled: its pattern takes too long${where.kind === "log" ? " on a line of the output" : ""}`,
    );
  return texts.length === 0 ? undefined : `${texts.join("; ")} (write it without repeats inside repeats)`;
}

/** Why the build cannot come to it as things stand; undefined: it can. */
export function whyNeverHit({ where, condition }: Breakpoint, session: Session): string | undefined {
  const { plan } = session;
  switch (where.kind) {
    case "line": {
      if (where.step === undefined) return `there is no instruction at line ${where.line} or below`;
      const step = indexOf(session, where.step);
      const read = condition === undefined ? undefined : readExpression(condition);
      if (step !== undefined) {
        const atEnd = read?.ok === true && asksForEnd(read.expression);
        return isDone(session, step) ? `line ${where.line} has run already${atEnd ? "" : ": back goes above it"}` : undefined;
      }
      const inText = placedInstructions(plan.program).some((_, at) => plan.ids[at] === where.step);
      return inText
        ? `the target does not need line ${where.line}`
        : "its instruction is not in the file any more; it comes back with it";
    }
    case "stage": {
      const at = stageCalled(plan.program, where.stage);
      if (at < 0) return `there is no stage ${where.stage}`;
      return plan.steps.some(({ stage }) => stage === at) ? undefined : `the target does not need stage ${where.stage}`;
    }
    case "instruction":
      return plan.steps.some(({ instruction }) => instruction.kind === where.instruction)
        ? undefined
        : `the target has no ${where.instruction.toUpperCase()}`;
    default:
      return undefined;
  }
}

/** `breakpoint b1 on log /x/, line 4: the line.`, of the first step that is frozen. */
export function frozenWords(session: Session): string | undefined {
  const step = frozenStep(session);
  const frozen = step === undefined ? undefined : frozenAt(session, step);
  if (step === undefined || frozen === undefined) return undefined;
  const { breakpoint, line } = frozen;
  const where = session.plan.steps[step]?.instruction.span.line;
  return `breakpoint ${breakpointWords(breakpoint)}, line ${where}${line === undefined ? "" : `: ${line}`}.`;
}

const units = ["GB", "MB", "kB"] as const;

/** As it is typed: in the largest unit of 1024 that it is a whole number of. */
function sizeWord(bytes: number): string {
  const at = units.findIndex((_, each) => bytes % 1024 ** (units.length - each) === 0);
  return at < 0 || bytes === 0 ? `${bytes}` : `${bytes / 1024 ** (units.length - at)}${units[at]}`;
}
