/**
 * One RUN, from its flags to its layer: phases over a record (record.ts), each of which can be entered from a record that an earlier
 * process left. What it held is given back whatever comes of it.
 */
import type { RunInstruction } from "../../dockerfile/program.ts";
import { EngineLostError, UserError } from "../../errors.ts";
import type { StageResult, StepFailure } from "../execute.ts";
import { attemptContainer, findLayer, removeAfterLook, tellInputs } from "../layer.ts";
import { StepProblem } from "../problem.ts";
import { redact } from "../sandbox/redact.ts";
import type { BuildState, StageState } from "../state.ts";
import type { CommittedLayer, StepContext } from "../step-context.ts";
import { acquire } from "./acquire.ts";
import { adopt } from "./adopt.ts";
import { commitRun, failureOf, hintOf } from "./commit-run.ts";
import { engineIsBack, persisting } from "./engine-back.ts";
import { followOther, isShareable } from "./follow-other.ts";
import type { RunRecord } from "./record.ts";
import { commandsFailed } from "./run-commands.ts";
import { planRun, type RunPlan } from "./run-plan.ts";
import { startProgram, waitForProgram } from "./run-program.ts";
import { type RunWork, workOn } from "./run-work.ts";

/**
 * `start`: the stage the RUN stands on (what a person made perhaps); `state`: where its mounts find other stages. A RUN of the same
 * inputs that another process left under work is taken up: what runs is followed, what ended is committed, what had not begun begins
 * anew.
 */
export async function runStep(
  ctx: StepContext,
  instruction: RunInstruction,
  state: BuildState,
  start: StageState,
): Promise<StageResult> {
  const plan = await persisting(ctx, () => planRun(ctx, instruction, state, start));
  const others = ctx.useCache && !ctx.noCache && !plan.asked.stage.fresh;
  const from = ctx.onlyLeft ? "attempt" : others ? "anybody" : "session";
  const left = ctx.records?.left({ key: plan.key, run: ctx.run, from });
  if (left !== undefined) {
    ctx.hearInputs?.(ctx.step, { ...plan.sources, key: plan.key, lookup: "taken-up" });
    return takeUp(ctx, plan, left);
  }
  if (ctx.onlyLeft) throw new StepProblem("its layer was not written: nothing is left of its container", "run the step again");
  const known = await persisting(ctx, () => findLayer(ctx, plan.asked.stage, plan.key));
  tellInputs(ctx, plan.asked.stage, { sources: plan.sources, key: plan.key, known });
  if (known) return { how: "cached", stage: plan.after(known) };
  return runShared(ctx, plan);
}

/** Runs it, or follows the process that has it under work already; as long as it takes for one of both to come to an end. */
async function runShared(ctx: StepContext, plan: RunPlan): Promise<StageResult> {
  const { records } = ctx;
  for (;;) {
    const record = newRecord(ctx, plan);
    const work = workOn(ctx, plan, record);
    if (records?.elsewhere === undefined || !isShareable(work)) return perform(work, record);
    const taken = { ...record, shared: "taken" as const };
    if (!ctx.useCache || ctx.noCache) return perform(work, taken);
    const wanted = { ...record, shared: "wanted" as const };
    await records.put(wanted);
    const other = records.elsewhere(wanted);
    if (other === undefined) return perform(work, taken);
    records.forget(wanted);
    const result = await followOther(work, other, wanted);
    // killed a moment before its end: what it held is given back all the same
    const left = ctx.signal.aborted ? undefined : records.left({ key: plan.key, run: ctx.run, from: "anybody" });
    if (left !== undefined) return takeUp(ctx, plan, left, work);
    if (result !== undefined) return result;
  }
}

async function takeUp(ctx: StepContext, plan: RunPlan, record: RunRecord, followed?: RunWork): Promise<StageResult> {
  const work = workOn(ctx, plan, record, followed);
  const next = (await persisting(ctx, () => adopt(work, record))) ?? newRecord(ctx, plan);
  await ctx.records?.put(next);
  ctx.records?.forget(record);
  return perform(work, next);
}

function newRecord(ctx: StepContext, { key }: RunPlan): RunRecord {
  const { session, run, part, step } = ctx;
  const container = { name: attemptContainer(ctx, "run") };
  const { line } = step.instruction.span;
  return { session, run, ...(part !== undefined && { part }), line, key, phase: "acquire", container, leases: [] };
}

async function perform(work: RunWork, first: RunRecord): Promise<StageResult> {
  const { ctx } = work;
  let record = first;
  let kept = false;
  try {
    for (;;) {
      try {
        await ctx.records?.put(record);
        const next = await advance(work, record);
        if ("result" in next) return next.result;
        if ("failure" in next) {
          kept = true;
          return keep(work, record, next.failure);
        }
        record = next;
      } catch (error) {
        if (!(error instanceof EngineLostError) || !(await engineIsBack(ctx, error))) throw error;
        work.attached?.close();
        work.engineLost = true;
        record = (await persisting(ctx, () => adopt(work, record))) ?? newRecord(ctx, work.plan);
      }
    }
  } catch (error) {
    if (!kept) await abandon(work, record, error);
    throw withoutValues(error, work.hidden);
  } finally {
    work.unwatch?.();
    work.attached?.close();
    work.log.end();
  }
}

/** The record after its next phase; or the result, or why the layer could not be written. */
async function advance(
  work: RunWork,
  record: RunRecord,
): Promise<RunRecord | { readonly failure: StepFailure } | { readonly result: StageResult }> {
  switch (record.phase) {
    case "acquire":
      return acquire(work, record);
    case "start":
      return startProgram(work, record);
    case "wait":
      return waitForProgram(work, record);
    case "commit":
      return commitRun(work, record);
    case "release": {
      const result = await resultOf(work, record);
      if ("stage" in result) await work.ctx.made?.(result.stage);
      await release(work, record);
      return { result };
    }
  }
}

async function resultOf(work: RunWork, record: RunRecord): Promise<StageResult> {
  const { image = "", tag } = record.layer ?? {};
  if (tag !== undefined) return { failure: { ...failureOf(work, record), ...(await hintOf(work, record)), image, tag } };
  const found = work.image ?? (await work.ctx.engine.image(image));
  if (found === undefined) throw new StepProblem("the layer was removed from the engine", "run the step again");
  return { how: "done", stage: work.plan.after(found), ...(record.end && commandsFailed(work, record.end)) };
}

/** Everything goes, the container first; where nothing is mounted that others want, nobody waits for it. */
async function release(work: RunWork, record: RunRecord): Promise<void> {
  const { ctx } = work;
  const { id = "" } = record.container;
  ctx.kept.delete(id);
  const gone = removeAfterLook(ctx, id, committedLayer(work, record));
  if (record.made?.mountsOwn) await gone;
  else ctx.background(gone);
  await work.leases.release();
  // in this turn of the event loop the end is written down: killed before that, the RUN is taken up from here, and not run again
  ctx.background(new Promise<void>((resolve) => setImmediate(resolve)).then(() => ctx.records?.forget(record)));
}

function committedLayer({ plan }: RunWork, { layer, made }: RunRecord): CommittedLayer | undefined {
  if (layer === undefined || made === undefined) return undefined;
  const { folders, lacking = [], hostnameMade, stubs, mountsOwn } = made;
  const mended = hostnameMade || stubs.length + lacking.length + (folders?.paths.length ?? 0) > 0;
  return { before: plan.asked.stage.image, after: layer.image, stubs, mended, awaited: mountsOwn };
}

/** After an error: hours of work may sit in a container that has run, and a lost engine may come back with it. */
async function abandon(work: RunWork, record: RunRecord, error: unknown): Promise<void> {
  const { ctx, container } = work;
  const lost = error instanceof EngineLostError;
  if (container !== undefined && !lost && record.phase !== "commit") {
    const gone = ctx.engine.remove(container);
    // what is mounted can be given back only when nobody has it
    if (work.leases.list().length > 0) await gone;
    else ctx.background(gone);
  }
  if (lost) {
    ctx.records?.leave(record);
    return;
  }
  await work.leases.release();
  ctx.records?.forget(record);
}

/** Its container stays, with its mounts, until its layer is written after all or the session ends. */
function keep(work: RunWork, record: RunRecord, failure: StepFailure): StageResult {
  const { ctx, leases } = work;
  const { id = "" } = record.container;
  ctx.kept.set(id, {
    write: () => perform(work, record),
    close: async () => {
      ctx.kept.delete(id);
      await leases.release();
      ctx.records?.forget(record);
    },
  });
  return { failure };
}

/** An engine's words may hold the environment of the container it could not make. */
function withoutValues(error: unknown, hidden: readonly string[]): unknown {
  if (hidden.length === 0 || !(error instanceof Error) || redact(error.message, hidden) === error.message) return error;
  if (error instanceof EngineLostError) return new EngineLostError(redact(error.message, hidden), error.hint);
  if (error instanceof UserError) {
    return new UserError(error.problems.map((problem) => ({ ...problem, message: redact(problem.message, hidden) })));
  }
  return new StepProblem(redact(error.message, hidden), error instanceof StepProblem ? error.hint : undefined);
}
