/**
 * A RUN that a build in another process has under work: followed to its end, not run twice. One RUN at a time is shared, not a whole
 * build: equal keys mean equal inputs, whatever else two builds are asked for.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Image } from "../../engine/engine.ts";
import type { StageResult } from "../execute.ts";
import { failedName, findLayer } from "../layer.ts";
import { failedTag } from "../names.ts";
import { say } from "../step-context.ts";
import { stoppedMessage } from "./commit-run.ts";
import { persisting } from "./engine-back.ts";
import { type RunRecord, recordName, type SharedRun } from "./record.ts";
import { commandsFailed } from "./run-commands.ts";
import { readKeptLog } from "./run-program.ts";
import type { RunWork } from "./run-work.ts";

/** How often it is looked at, in milliseconds: at first, and of one that takes long, for whom half a second more is nothing. */
const interval = 100;
const longInterval = 500;
const long = 10_000;

/** Milliseconds in which one that nobody has any more may get a layer, a name for it, or another process (detaching, dbuild resume). */
const patience = 2000;

/** Milliseconds that the last output may take to come after the end. */
const lastBytes = 1000;

/** Nothing to hide, on layers that builds made: what comes of it may be another build's, and what it prints may be read there. */
export const isShareable = ({ hidden, plan }: RunWork): boolean =>
  hidden.length === 0 && plan.asked.stage.byHand.length === 0 && !plan.asked.stage.fresh;

/**
 * Follows what `own`, the record of this attempt, gives way to. Resolves with its layer, or with its failure; undefined: nothing came of it,
 * for its process was killed (what it left can be taken up), or somebody stopped it. Throws EngineLostError; an aborted signal ends the following alone.
 */
export async function followOther(work: RunWork, first: SharedRun, own: RunRecord): Promise<StageResult | undefined> {
  const { ctx } = work;
  const who = (other: SharedRun): string => `another dbuild (process ${other.process})`;
  say(ctx, `${who(first)} runs this since ${timeOf(first.since)}: it is followed here, not run twice`);
  let last = first;
  let unseen: number | undefined;
  const began = performance.now();
  const reading: Reading = { container: undefined, over: undefined };
  try {
    for (;;) {
      if (ctx.signal.aborted) {
        const message = `it is followed no more; ${who(last)} goes on with it`;
        return { failure: { kind: "interrupted", message } };
      }
      const other = ctx.records?.elsewhere?.(own);
      unseen = other === undefined ? (unseen ?? performance.now()) : undefined;
      last = other ?? last;
      if (other !== undefined) read(work, other.record, reading);
      const end = await persisting(ctx, () => endOf(work, last.record, other === undefined));
      if (end === "stopped") {
        say(ctx, `${who(last)} stopped it: it is run here, from its beginning`);
        return undefined;
      }
      if (end !== undefined) {
        await Promise.race([work.attached?.ended, sleep(lastBytes)]);
        if (reading.container === undefined) say(ctx, "it ended too soon for its output to be read here");
        work.log.end();
        return end;
      }
      if (unseen !== undefined && performance.now() - unseen > patience) return undefined;
      const pause = performance.now() - began < long ? interval : longInterval;
      await sleep(pause, undefined, { signal: ctx.signal }).catch(() => {});
    }
  } finally {
    work.attached?.close();
  }
}

type Reading = { container: string | undefined; over: number | undefined };

/** Reads its output from the beginning, once its program may have begun; again where the reading ended before the program did. */
function read(work: RunWork, { container: { id }, made, phase }: RunRecord, reading: Reading): void {
  if (id === undefined || !made?.logKept || (phase !== "wait" && phase !== "commit")) return;
  if (reading.container === id && !(phase === "wait" && performance.now() - (reading.over ?? Number.NaN) > lastBytes)) return;
  // a program of its own: begun anew, by whoever has it
  if (reading.container !== undefined && reading.container !== id) work.received = 0;
  work.attached?.close();
  reading.container = id;
  reading.over = undefined;
  const attached = readKeptLog(work, id);
  work.attached = attached;
  void attached.ended.then(() => {
    if (work.attached === attached) reading.over = performance.now();
  });
}

/** What came of it; undefined: nothing yet. `gone`: nobody has it under work any more. */
async function endOf(work: RunWork, record: RunRecord, gone: boolean): Promise<StageResult | "stopped" | undefined> {
  const { ctx, plan } = work;
  const { engine } = ctx;
  if (!gone && record.phase !== "release") return undefined;
  const { image: id = "", tag } = record.layer ?? {};
  const layer =
    (id === "" || tag !== undefined ? undefined : await engine.image(id)) ?? (await findLayer(ctx, plan.asked.stage, plan.key));
  if (layer !== undefined) {
    ctx.holds.found(plan.asked.stage.index, layer);
    return { how: "done", stage: plan.after(layer) };
  }
  const failed = await engine.image(tag ?? failedTag(record.session, record.line, recordName(record)));
  return failed && failureIn(work, failed);
}

/** As its labels tell it (layer.ts), under a name of this session's. */
async function failureIn(work: RunWork, { id, config: { Labels = {} } }: Image): Promise<StageResult | "stopped"> {
  const { "dbuild.partial": message = "it failed", "dbuild.exit-code": code } = Labels;
  if (message === stoppedMessage) return "stopped";
  const { ctx } = work;
  const tag = failedName(ctx);
  await ctx.engine.tag(id, tag);
  const end =
    code === undefined ? {} : { exitCode: Number(code), ...commandsFailed(work, { code: Number(code), oomKilled: false }) };
  return { failure: { kind: "failed", message, ...end, image: id, tag } };
}

const timeOf = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);
