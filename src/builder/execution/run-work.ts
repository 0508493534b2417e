/** What this process has of a RUN under work besides its record: nothing of it outlives the process. */
import type { Attached, Image } from "../../engine/engine.ts";
import type { PooledNetwork } from "../sandbox/network-pool.ts";
import { type RedactingLog, redactingLog } from "../sandbox/redact.ts";
import { hiddenValues } from "../sandbox/sandbox.ts";
import { type StepContext, say } from "../step-context.ts";
import { type Complaints, complaintsOf } from "../triage/complaints.ts";
import { type Leases, leasesOf } from "./lease.ts";
import type { RunRecord } from "./record.ts";
import type { RunPlan } from "./run-plan.ts";

export type RunWork = {
  /** Its log takes secret values out. */
  readonly ctx: StepContext;
  readonly plan: RunPlan;
  /** Values that may not be shown. */
  readonly hidden: readonly string[];
  readonly log: RedactingLog;
  leases: Leases;
  /** The container, from when it was made until it was removed. */
  container: string | undefined;
  /** Its network, where that is the pool's. */
  network: PooledNetwork | undefined;
  /** What the program's standard input brings. */
  input: Uint8Array | undefined;
  attached: Attached | undefined;
  /** Ends the watching for pauses. */
  unwatch: (() => void) | undefined;
  /** How often its start was asked for. */
  starts: number;
  /** The end of what the program printed. */
  lastOutput: string;
  /** Of all it printed, what a shell may have complained of. */
  readonly complaints: Complaints;
  /** Bytes of it that are in the log already, and of those how many an output that is read again has still to pass over. */
  received: number;
  passOver: number;
  /** Its first bytes, by which an output that is read again is known to be whole. */
  firstOutput: Buffer;
  /** The engine was lost while it ran, and came back. */
  engineLost: boolean;
  /** The image with its layer, where this process made it. */
  image: Image | undefined;
};

/** `followed`: what was heard of the same program before this. Throws StepProblem for a secret that cannot be read. */
export function workOn(ctx: StepContext, plan: RunPlan, record: RunRecord, followed?: RunWork): RunWork {
  const hidden = hiddenValues(ctx, plan.asked);
  const log = redactingLog(ctx.log, hidden);
  return {
    ctx: { ...ctx, log: log.write },
    plan,
    hidden,
    log,
    leases: leasesOf(ctx, record.leases),
    container: record.container.id,
    network: undefined,
    input: undefined,
    attached: undefined,
    unwatch: undefined,
    starts: 0,
    lastOutput: followed?.lastOutput ?? "",
    complaints: followed?.complaints ?? complaintsOf(),
    received: followed?.received ?? 0,
    passOver: 0,
    firstOutput: followed?.firstOutput ?? Buffer.alloc(0),
    engineLost: false,
    image: undefined,
  };
}

/** Characters of the output that are looked through for what could not be run. */
const kept = 4096;

/** Bytes of the beginning that are kept. */
const keptFirst = 256;

/** Has an engine that was asked for the output again dropped its beginning (it keeps so many bytes)? `bytes`: the first ones of it. */
function lacksBeginning({ passOver, received, firstOutput }: RunWork, bytes: Uint8Array): boolean {
  if (passOver === 0 || passOver !== received) return false;
  const length = Math.min(bytes.length, firstOutput.length);
  return !firstOutput.subarray(0, length).equals(bytes.subarray(0, length));
}

/** Takes what the program prints, and when it did where the engine tells: into the log, and its end into `lastOutput`. */
export const outputOf =
  (work: RunWork): ((chunk: Uint8Array, time?: string) => void) =>
  (bytes, time) => {
    if (lacksBeginning(work, bytes)) {
      work.passOver = 0;
      say(work.ctx, "the engine keeps no more of the output than its newest part: some of what follows may be told already");
    }
    const chunk = bytes.subarray(Math.min(work.passOver, bytes.length));
    work.passOver -= bytes.length - chunk.length;
    if (chunk.length === 0) return;
    work.received += chunk.length;
    const { firstOutput } = work;
    if (firstOutput.length < keptFirst)
      work.firstOutput = Buffer.concat([firstOutput, chunk.subarray(0, keptFirst - firstOutput.length)]);
    work.lastOutput = (work.lastOutput + Buffer.from(chunk).toString()).slice(-kept);
    work.complaints.take(chunk);
    const at = time === undefined ? Number.NaN : Date.parse(time);
    work.ctx.log(chunk, Number.isNaN(at) ? undefined : at);
  };
