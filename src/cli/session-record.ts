/** What is written down of a session beside its journal, for lists and for the next session of its Dockerfile. */
import { builtImage } from "../debugger/built-image.ts";
import { leftoverTeller } from "../debugger/leftovers.ts";
import { failureHere, isDone, position, runningSteps, type Session } from "../debugger/session.ts";
import { neededToUndo } from "../debugger/undo.ts";
import { type BuiltRecord, type LeftLayer, recordIn, type Standing, type StepTimes, writeRecord } from "../store/layers.ts";
import { keptOf, layersOf } from "./layers-of.ts";
import { handedOn } from "./left-layers.ts";
import { timesOf } from "./step-times.ts";

export type RecordOf = {
  readonly folder: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** Address. */
  readonly engine: string;
  readonly tags: readonly string[];
  readonly session: () => Session;
  /** Of the builds before. */
  readonly times: StepTimes;
  /** Left by earlier sessions, and none of this one's concern yet. */
  readonly others: () => readonly LeftLayer[];
};

// Of a long Dockerfile a record takes longer than an ENV: while instructions go by, it has this part of the time at most.
const partOfTime = 1 / 20;

/** Returns what writes the record where it is another one than before; to be called after every change. */
export function sessionRecord({ folder, dockerfile, engine, tags, times, session, others }: RecordOf): () => void {
  const leftBy = leftoverTeller();
  let recorded: readonly unknown[] = [];
  let built: BuiltRecord | undefined = recordIn(folder)?.built;
  let rests: number | undefined;
  let waiting: NodeJS.Timeout | undefined;
  const record = () => {
    const now = session();
    const { outcomes, failures, leftovers, shells, status } = now;
    const running = status.kind === "running" ? status.running : status.kind;
    const what = [failures, leftovers, shells, now.undo, others(), outcomes, running, now.at];
    if (what.every((one, at) => one === recorded[at])) return;
    const byHere = leftBy(now);
    const onlyWentOn = what.slice(0, 5).every((one, at) => one === recorded[at]) && status.kind === "running";
    if (onlyWentOn && !runsProgram(now) && rests !== undefined && performance.now() < rests) {
      waiting ??= setTimeout(record, rests - performance.now()).unref();
      return;
    }
    clearTimeout(waiting);
    waiting = undefined;
    const begun = performance.now();
    recorded = what;
    const left = handedOn(byHere, status.kind === "done" ? [] : others());
    const standing = standingOf(now, tags);
    built = builtImage(now) ?? built;
    writeRecord(folder, {
      dockerfile,
      layers: layersOf(now),
      kept: keptOf(now),
      engine,
      left,
      standing,
      times: timesOf(now, times),
      ...(now.undo.length > 0 && { undo: neededToUndo(now) }),
      ...(built && { built }),
    });
    rests = performance.now() + (performance.now() - begun) / partOfTime;
  };
  return record;
}

/** What it leaves should dbuild be killed has to be written down before. */
const runsProgram = (session: Session): boolean =>
  runningSteps(session).some((index) => session.plan.steps[index]?.instruction.kind === "run");

function standingOf(session: Session, tags: readonly string[]): Standing {
  const { plan, status } = session;
  const failure = failureHere(session);
  const line = plan.steps[position(session)]?.instruction.span.line;
  const state =
    status.kind === "done" ? "done" : status.kind === "stopped" ? (failure === undefined ? "stopped" : "failed") : "running";
  return {
    state,
    steps: plan.steps.length,
    done: plan.steps.filter(({ index }) => isDone(session, index)).length,
    ...(line !== undefined && { line }),
    ...(failure !== undefined && state === "failed" && { words: failure.message }),
    ...(status.kind === "done" && { image: status.image }),
    tags,
    byHand: status.kind === "done" && status.byHand.length > 0,
    at: Date.now(),
  };
}
