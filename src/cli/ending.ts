/**
 * The end that somebody else wants: a signal, a terminal that is gone, a fault of our own. The first one asks for an orderly
 * end; within a second others are the same one (wrappers send two, a lost terminal says so in several ways); a later signal
 * gives up at once. Where nothing is under way yet the process ends by itself.
 */
import tty from "node:tty";
import type { Session } from "../debugger/session.ts";
import { isWriting } from "../debugger/writing.ts";
import { cleanText } from "../output/clean.ts";

const signals = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;
export type EndingSignal = keyof typeof signals;

export type Cause =
  | { readonly kind: "signal"; readonly signal: EndingSignal }
  /** Something was thrown that nobody caught. */
  | { readonly kind: "fault"; readonly error: unknown };

/** Whoever has something under way. */
export type Work = {
  /** Is this signal none of ours? An editor's Ctrl-C reaches us, too. */
  ignores?(signal: EndingSignal): boolean;
  /** Ends it, in its own time. Called once. */
  end(cause: Cause): void;
  /** Says what is left behind; the process ends when this has settled. */
  giveUp(): Promise<void>;
};

/** Later than this a second signal is meant as one, in milliseconds. */
const sameWithin = 1000;
/** How long giving up may take, in milliseconds: an engine may be what hangs. */
const patience = 5000;

let first: { readonly cause: Cause; readonly at: number } | undefined;
let work: Work | undefined;
let givingUp = false;

/** What asked for the end, if anything did. */
export const endingCause = (): Cause | undefined => first?.cause;

/** The exit code of that end: 128 + n for signal n, 1 for a fault; undefined where nobody asked. */
export function endingCode(): number | undefined {
  if (first === undefined) return undefined;
  return first.cause.kind === "fault" ? 1 : 128 + signals[first.cause.signal];
}

/** Does an end have to wait for layers that are still to be kept? */
export const leavesLayers = (session: Session): boolean => session.status.kind === "running" || isWriting(session);

/** What is said while instructions are being stopped for it. */
export const stoppingText = (cause: Cause): string =>
  `${cause.kind === "fault" ? "a fault" : cause.signal}: stopping what runs, its layers will be kept; a second signal leaves at once`;

/** `what` is under way until the function returned is called. One at a time. */
export function underWay(what: Work): () => void {
  work = what;
  if (first !== undefined) what.end(first.cause);
  return () => {
    if (work === what) work = undefined;
  };
}

/** Asks for the end as signal `signal` would. A later call changes nothing. */
export function askToEnd(signal: EndingSignal): void {
  begin({ kind: "signal", signal });
}

/** Listens to all that asks for the end, for as long as the process lives. */
export function listenForEnd(): void {
  for (const signal of Object.keys(signals) as EndingSignal[]) process.on(signal, () => onSignal(signal));
  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
}

function onSignal(signal: EndingSignal): void {
  if (work?.ignores?.(signal)) return;
  if (first === undefined) {
    begin({ kind: "signal", signal });
    return;
  }
  if (performance.now() - first.at < sameWithin || givingUp) return;
  // The kernel may say twice that a terminal is gone, as late as the shell in it takes to end.
  if (signal === "SIGHUP" && !tty.isatty(0)) return;
  givingUp = true;
  const leave = () => process.exit(endingCode());
  setTimeout(leave, patience).unref();
  if (work === undefined) leave();
  else work.giveUp().then(leave, leave);
}

function onFault(error: unknown): void {
  begin({ kind: "fault", error }, () => tell(error));
}

function tell(error: unknown): void {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = words.split("\n").map((line) => cleanText(line));
  process.stderr.write(`dbuild: a fault of dbuild's own: ${lines.join("\n")}\n`);
}

/** `told` says why, once the work has left the screen. */
function begin(cause: Cause, told = () => {}): void {
  if (first === undefined) {
    first = { cause, at: performance.now() };
    work?.end(cause);
  }
  told();
  if (work === undefined) process.exit(endingCode());
}
