/** What a face (TUI, `dbuild build`) works with: snapshots out, events in, and a few questions with effects of their own. */
import type { StepId } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { EngineInfo, FileChange } from "../engine/engine.ts";
import type { StepOutput } from "../output/log.ts";
import type { CopyAsked, CopyResult } from "./copy-port.ts";
import type { Event, Failure, Session } from "./session.ts";

export type Desk = {
  readonly engine: EngineInfo;
  /** What -t asked for; may be empty. */
  readonly tags: readonly string[];
  session(): Session;
  /** Called after every change of the session, of an output (at most 30 times a second), of a notice. Returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
  dispatch(event: Event): void;
  /** Output of the newest attempt at the step; undefined when it never ran in this session. */
  output(step: number): StepOutput | undefined;
  /** A sentence to show until the next event: file changed on disk, could not read it, … */
  notice(): string | undefined;
  /** What is wrong around the build and does not end it, and what to do: no room for logs. Said by `notice` once, too. */
  trouble(): string | undefined;
  readonly source: Source;
  readonly drafts: Drafts;
  /**
   * Makes ready a shell in the layer of `step`, in its container while it runs; `own`: the instruction's own, even where there is a better one to type at. Throws
   * EngineRefusedError or UserError (no shell in the image) with a sentence to show.
   */
  openShell(step: number, asked: { readonly own: boolean }): Promise<OpenShell>;
  /** Copies files of the layer that `openShell` would enter to this machine. Throws UserError with a sentence to show. */
  copyOut(step: number, asked: CopyAsked): Promise<CopyResult>;
};

export type SaveResult =
  /** Written; `rerun` is how many steps that had a result will run again. */
  | { readonly kind: "saved"; readonly rerun: number; readonly line: number }
  /** Someone else changed the file since it was read; nothing was written. */
  | { readonly kind: "conflict" }
  | { readonly kind: "invalid"; readonly problems: readonly SyntaxProblem[] }
  | { readonly kind: "failed"; readonly message: string };

/** The text of an edit that could not be saved: `original` is how the instruction on `line` read, `text` how it was to read. */
export type Draft = { readonly line: number; readonly original: string; readonly text: string };

export type FoundDraft = Draft & {
  readonly file: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
};

/** Edits that sessions of this Dockerfile left unsaved because they had to end. */
export type Drafts = {
  /** Returns the file that holds the text; throws where it cannot be written. */
  keep(draft: Draft): string;
  found(): FoundDraft | undefined;
  forget(draft: FoundDraft): void;
};

/** The Dockerfile on disk. */
export type Source = {
  /** As the user wrote it. */
  readonly path: string;
  /** Problems of the whole file if the instruction `id` read `source` instead. */
  check(id: StepId, source: string): readonly SyntaxProblem[];
  /** Writes the file with the instruction `id` replaced. `force` writes over somebody else's change. */
  replace(id: StepId, source: string, force?: boolean): Promise<SaveResult>;
  canUndo(): boolean;
  /** Takes the last replace back, on disk too. */
  undo(force?: boolean): Promise<SaveResult>;
  /**
   * Reads the file again and loads it into the session, unless something runs. False: it is wrong or gone, and the notice says so.
   * dispatch() does it before whatever starts an instruction; a face that judges first whether it can be done asks before that.
   */
  reload(): boolean;
};

/** A prepared shell. Call run(), then keep() or discard(), whatever happens in between. */
export type OpenShell = {
  /**
   * Where it is: in a container of the layer, whose changes can be kept; in the container of a step that goes on, or in one of the
   * debug image, where there is nothing to keep.
   */
  readonly kind: "layer" | "running" | "image";
  /** Where one is and what leaving does; plain lines. */
  readonly banner: readonly string[];
  /** Gives the real terminal to the shell until it ends. The UI must be suspended. `say` prints a line there. */
  run(say: (line: string) => void): Promise<ShellEnd>;
  /** Files the shell changed. */
  changes(): Promise<readonly FileChange[]>;
  /** Commits the shell's state as the failed layer of the step and tells the session. */
  keep(): Promise<Failure | undefined>;
  discard(): Promise<void>;
};

/** `trouble`: a sentence, where there was no shell, or it ended with an error before it was there. */
export type ShellEnd = { readonly code: number; readonly trouble?: string };
