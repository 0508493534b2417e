/** What this process has of a RUN under work besides its record: nothing of it outlives the process. */
import type { Attached, Image } from "../../engine/engine.ts";
import { type RedactingLog, redactingLog } from "../sandbox/redact.ts";
import { hiddenValues } from "../sandbox/sandbox.ts";
import type { StepContext } from "../step-context.ts";
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
  /** What the program's standard input brings. */
  input: Uint8Array | undefined;
  attached: Attached | undefined;
  /** Ends the watching for pauses. */
  unwatch: (() => void) | undefined;
  /** The end of what the program printed. */
  lastOutput: string;
  /** Bytes of it that are in the log already, and of those how many an output that is read again has still to pass over. */
  received: number;
  passOver: number;
  /** The engine was lost while it ran, and came back. */
  engineLost: boolean;
  /** The image with its layer, where this process made it. */
  image: Image | undefined;
};

/** Throws StepProblem for a secret that cannot be read. */
export function workOn(ctx: StepContext, plan: RunPlan, record: RunRecord): RunWork {
  const hidden = hiddenValues(ctx, plan.asked);
  const log = redactingLog(ctx.log, hidden);
  return {
    ctx: { ...ctx, log: log.write },
    plan,
    hidden,
    log,
    leases: leasesOf(ctx, record.leases),
    container: record.container.id,
    input: undefined,
    attached: undefined,
    unwatch: undefined,
    lastOutput: "",
    received: 0,
    passOver: 0,
    engineLost: false,
    image: undefined,
  };
}

/** Characters of the output that are looked through for what could not be run. */
const kept = 4096;

/** Takes what the program prints: into the log, and its end into `lastOutput`. */
export const outputOf =
  (work: RunWork): ((chunk: Uint8Array) => void) =>
  (bytes) => {
    const chunk = bytes.subarray(Math.min(work.passOver, bytes.length));
    work.passOver -= bytes.length - chunk.length;
    if (chunk.length === 0) return;
    work.received += chunk.length;
    work.lastOutput = (work.lastOutput + Buffer.from(chunk).toString()).slice(-kept);
    work.ctx.log(chunk);
  };
