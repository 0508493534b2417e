/**
 * The one door of a session: commands in, snapshots and notices out. All that a face (the screen, `dbuild build`) knows of it.
 * Types only.
 */
import type { StepId } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { EngineInfo } from "../engine/engine.ts";
import type { StepOutput } from "../output/log.ts";
import type { Attempt } from "./attempts.ts";
import type { Command, Execution } from "./commands/command.ts";
import type { FoundDraft } from "./drafts.ts";
import type { Looks } from "./looks.ts";
import type { Notices } from "./notices.ts";
import type { Session } from "./session.ts";
import type { KnownInputs } from "./why/input-memory.ts";

/** What there is to know at one moment: values, the same object until something changes. */
export type Snapshot = {
  readonly session: Session;
  /** As in commands/why-not.ts. */
  readonly verify?: "can" | "runs";
  /** Another process has the session: why nothing can be changed here. */
  readonly readOnly?: string;
  readonly notices: Notices;
};

export type Controller = {
  /** Undefined: it has not answered yet. */
  readonly engine: EngineInfo | undefined;
  /** What -t asked for; may be empty. */
  readonly tags: readonly string[];
  /** Path of the Dockerfile as the user wrote it. */
  readonly path: string;
  snapshot(): Snapshot;
  /** Called after every change of the snapshot, and of an output (at most 30 times a second). Returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
  /**
   * Does what is asked, or says why not. What starts an instruction reads the Dockerfile first, and is judged by what stands
   * there. Work that takes time goes on after the answer, which holds its promise.
   */
  execute<C extends Command>(command: C): Execution<C>;
  /** Settles once nothing runs; a failed layer may still be written. */
  stopped(): Promise<Session>;
  /** Settles once nothing runs, and no failed layer is being written. */
  idle(): Promise<Session>;
  /** Output of the newest attempt at the step, or of that one; undefined when it never ran in this session. */
  output(step: number, attempt?: Attempt): StepOutput | undefined;
  /** Into the layers of steps; nothing is asked of the engine before somebody looks. */
  readonly looks: Looks;
  /** What steps were made of, for the question why one was cached (why/why.ts). Asks the engine for nothing. */
  inputs(): KnownInputs;
  /** Problems of the whole file if the instruction `step` read `text` instead. */
  check(step: StepId, text: string): readonly SyntaxProblem[];
  /** An edit that an earlier session of this Dockerfile could not save. */
  draft(): FoundDraft | undefined;
};
