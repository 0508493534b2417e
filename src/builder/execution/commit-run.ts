/** Phase `commit` of a RUN: what its container holds becomes a layer, good or failed. */
import type { Image } from "../../engine/engine.ts";
import { EngineLostError } from "../../errors.ts";
import type { StepFailure } from "../execute.ts";
import { endingOf } from "../exit-words.ts";
import { failedConfig } from "../instructions/run.ts";
import { isThere, markKept, type Rescue, rescueCommands } from "../kept.ts";
import { failedName, goodName, indexed, partialLabels } from "../layer.ts";
import { commitClean } from "../sandbox/commit-clean.ts";
import { redact } from "../sandbox/redact.ts";
import type { RunEnd, RunRecord } from "./record.ts";
import { type CommandsFailed, commandsFailed } from "./run-commands.ts";
import { makesLinks, separateLinks } from "./run-links.ts";
import { textOf } from "./run-plan.ts";
import { removedMeanwhile } from "./run-program.ts";
import type { RunWork } from "./run-work.ts";
import { couldNotRun, whyNotRun } from "./why-not-run.ts";

const isGood = ({ code, interrupted }: RunEnd): boolean => code === 0 && !interrupted;

/** The record once the layer is there; a failure with the container where it could not be written. Throws StepProblem, EngineLostError. */
export async function commitRun(work: RunWork, record: RunRecord): Promise<RunRecord | { readonly failure: StepFailure }> {
  const { end } = record;
  if (end === undefined) throw new Error("a RUN that has not ended has no layer");
  await work.attached?.ended;
  const failure = isGood(end) ? undefined : failureOf(work, record);
  if (failure !== undefined) {
    // what was held back of the output is part of what there is to read now
    work.log.end();
    work.ctx.failing?.({ ...failure, ...toldAtOnce(work, record), tag: failedName(work.ctx) }, record.container.id ?? "");
  }
  try {
    work.image = await layerOf(work, record, failure);
    const layer = { image: work.image.id, ...(failure && { tag: failedName(work.ctx) }) };
    return { ...record, phase: "release", layer };
  } catch (error) {
    return notWritten(work, record, error as Error);
  }
}

async function layerOf(work: RunWork, record: RunRecord, failure: StepFailure | undefined): Promise<Image> {
  const { plan } = work;
  const { stage } = plan.asked;
  // it may be written later, when nobody listens to this attempt any more
  const ctx = { ...work.ctx, signal: new AbortController().signal };
  const {
    container: { id = "" },
    made = { stubs: [], hostnameMade: false },
  } = record;
  if (failure) {
    const labels = partialLabels(ctx.step, ctx.steps, failure.message, failure.exitCode);
    return commitClean(ctx, stage, made, { container: id, tag: failedName(ctx), config: failedConfig(stage, labels) });
  }
  if (makesLinks(textOf(plan))) await separateLinks(ctx, stage, id);
  const image = await commitClean(ctx, stage, made, { container: id, tag: goodName(ctx, stage, plan.key) });
  return indexed(ctx, stage, image, plan.key);
}

/** Of one that somebody stopped. */
export const stoppedMessage = "stopped while it ran";

/** How a RUN that did not end well is told. */
export function failureOf({ plan, hidden }: RunWork, { end = lostEnd }: RunRecord): StepFailure {
  const exitCode = end.code;
  if (end.interrupted) return { kind: "interrupted", message: stoppedMessage, exitCode };
  return { kind: "failed", message: redact(endingOf(plan.argv, end).message, hidden), exitCode };
}

const lostEnd: RunEnd = { code: 1, oomKilled: false, interrupted: false };

type Hint = Pick<StepFailure, "hint"> & CommandsFailed;

/** Where, and what to do about it. Asked once its layer is written: looking into a container may change what is in it. Throws EngineLostError. */
export async function hintOf(work: RunWork, record: RunRecord): Promise<Hint> {
  const { end = lostEnd } = record;
  const told = toldAtOnce(work, record);
  const { lastOutput } = work;
  if (end.interrupted || told.hint === engineStopped || !couldNotRun(end.code, lastOutput)) return told;
  const seen = await whyNotRun(work, record, lastOutput);
  return seen === undefined ? told : { ...told, hint: seen };
}

/** The same as far as it can be told without looking into the container. */
function toldAtOnce(work: RunWork, { end = lostEnd }: RunRecord): Hint {
  if (end.interrupted) return {};
  // an engine that is stopped ends what it runs: SIGTERM, then SIGKILL; one that was killed has no exit code of it
  if (work.engineLost && [137, 143, 255].includes(end.code) && !end.oomKilled) return { hint: engineStopped };
  const { hint } = endingOf(work.plan.argv, end);
  return { ...(hint !== undefined && { hint }), ...commandsFailed(work, end) };
}

const engineStopped =
  "the engine was stopped or started anew while it ran, and ended it with that; what it had done is in the failed layer, retry or retry-failed run it again";

/** The container stays, as a person's, with the commands that make its layer. Throws EngineLostError, StepProblem. */
async function notWritten(work: RunWork, record: RunRecord, error: Error): Promise<{ readonly failure: StepFailure }> {
  if (error instanceof EngineLostError) throw error;
  const { ctx, hidden } = work;
  const { container, end } = record;
  const { id = "" } = container;
  if (!(await isThere(ctx.engine, id))) throw removedMeanwhile(record);
  const rescue = rescueOf(work, record);
  await markKept(ctx.engine, container.name, rescue);
  const { kind, message: how } =
    end && isGood(end) ? { kind: "failed" as const, message: "it ended well" } : failureOf(work, record);
  const message = `the layer could not be written: ${redact(error.message, hidden)}; ${how}`;
  return { failure: { kind, message, hint: keptHint, container: id, rescue: rescueCommands(rescue) } };
}

/** What a plain commit of the container would give, for a person who does it by hand. */
function rescueOf({ ctx, plan }: RunWork, { container, made, end }: RunRecord): Rescue {
  const isPrivate = made?.commitEnv !== undefined;
  const nothingToMend = made?.mounted.length === 0 && !made.lacking?.length && !made.hostnameMade;
  const whole = end !== undefined && isGood(end) && !isPrivate && nothingToMend && plan.asked.stage.byHand.length === 0;
  return { container: container.id ?? "", name: failedName(ctx), private: isPrivate, ...(whole && { key: plan.key }) };
}

const keptHint =
  "nothing is lost: it is all in the container; make room on the engine's disk (docker system df tells what takes it)";
