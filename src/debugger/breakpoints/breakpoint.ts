/**
 * A breakpoint is a value: where the build stops, under which condition, how often. The session keeps a list of them;
 * judge.ts decides with them, follow-edits.ts takes them along through edits. JSON-safe, pure.
 */
import type { StepId } from "../../builder/steps.ts";
import type { Instruction } from "../../dockerfile/program.ts";
import type { Failure } from "../session.ts";
import { asksFor, readExpression } from "./expression.ts";

/** Told before a step runs. */
type BeforeStep =
  /** `step`: the instruction on that line, which the breakpoint belongs to from then on; undefined: there is none. */
  | { readonly kind: "line"; readonly line: number; readonly step?: StepId }
  /** The first step of a stage, by the stage's name or number. */
  | { readonly kind: "stage"; readonly stage: string }
  | { readonly kind: "instruction"; readonly instruction: Instruction["kind"] };

/** Told while a step runs, by what it prints or how long it takes. */
type DuringStep =
  | { readonly kind: "elapsed"; readonly ms: number }
  /** `pattern`, `flags`: of a regular expression, for one line of the log. */
  | { readonly kind: "log"; readonly pattern: string; readonly flags?: string };

/** Told when a step has ended. */
type AfterStep =
  | { readonly kind: "failure"; readonly of?: Failure["kind"] }
  | { readonly kind: "exit-code"; readonly code: number }
  /** The step's layer has a file or folder that the one before has not, or has otherwise, or lacks one: its path matches the glob. */
  | { readonly kind: "file"; readonly glob: string }
  /** The step's layer has at least that many bytes. */
  | { readonly kind: "layer-size"; readonly bytes: number };

export type Where = BeforeStep | DuringStep | AfterStep;

export type Breakpoint = {
  /** Never given to another one of the session. */
  readonly id: string;
  readonly where: Where;
  /** An expression over env, args, user, directory, exit code and image config. */
  readonly condition?: string;
  /** At which of the hits it stops: from one on, or at every so manieth. */
  readonly hits?: { readonly from: number } | { readonly every: number };
  /** What to print instead of stopping. */
  readonly log?: string;
  /** A command to run in the layer instead of stopping, for what it prints. */
  readonly run?: string;
  readonly enabled: boolean;
  /** Gone once it was hit. */
  readonly temporary: boolean;
  /** How often its place and condition were met. */
  readonly met?: number;
  /** It was disabled because a regular expression takes too long: its own on the log, or one of its condition or message. */
  readonly tooSlow?: true;
};

export type NewBreakpoint = Pick<Breakpoint, "where"> & Partial<Omit<Breakpoint, "id" | "where" | "met" | "tooSlow">>;

/** The build stops where a step fails: every session begins with it. */
export const onFailure: Breakpoint = { id: "b0", where: { kind: "failure" }, enabled: true, temporary: false };

export const onLine = (line: number): NewBreakpoint => ({ where: { kind: "line", line } });

/** Why the session cannot work with the breakpoint; undefined: it can. */
export function notWired({ where, condition, hits, run }: NewBreakpoint): string | undefined {
  if (where.kind === "failure" && (condition !== undefined || hits !== undefined))
    return "The breakpoint on failure has no condition or count; one on a line or on exit has.";
  if ((where.kind === "log" || where.kind === "elapsed") && run !== undefined)
    return "A RUN that runs has no layer yet: run stands behind a place, on exit, on size, on file and on failure.";
  const read = condition === undefined ? undefined : readExpression(condition);
  if (where.kind !== "file" && read?.ok && asksFor(read.expression, ["file"]))
    return "Only a breakpoint on a file knows which file: on file /etc/passwd if file != '/etc/passwd-'.";
  return undefined;
}

/** It prints, and the build goes on. */
export const isLogpoint = ({ log, run }: Breakpoint): boolean => log !== undefined || run !== undefined;

/** The breakpoint on the instruction, if there is one. */
export const breakpointOn = (breakpoints: readonly Breakpoint[], step: StepId): Breakpoint | undefined =>
  breakpoints.find(({ where }) => where.kind === "line" && where.step === step);
