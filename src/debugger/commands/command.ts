/** What a face or a script asks of a session, as a value, and what comes of it. Commands are JSON-safe. */
import type { StepId } from "../../builder/steps.ts";
import type { NewBreakpoint } from "../breakpoints/breakpoint.ts";
import type { CopyResult } from "../copy-port.ts";
import type { Draft, FoundDraft } from "../drafts.ts";
import type { OpenFile } from "../open-file.ts";
import type { OpenShell } from "../open-shell.ts";
import type { Moment } from "../undo.ts";

export type Command =
  | { readonly name: "next" }
  | { readonly name: "continue" }
  /** Runs to before `step`, or goes back to it. */
  | { readonly name: "run-to"; readonly step: StepId }
  /** Runs until every instruction of the stage that `step` is in has run. */
  | { readonly name: "finish"; readonly step: StepId }
  /** Leaves the step at the position out; the build is one made by hand then. */
  | { readonly name: "skip" }
  /** The same of all steps down to `step`, in its stage. */
  | { readonly name: "jump"; readonly step: StepId }
  | { readonly name: "back" }
  /** Goes back to the last step above that a breakpoint is on; where there is none, to the first step. */
  | { readonly name: "reverse-continue" }
  /** Goes back to the first step. */
  | { readonly name: "restart" }
  /** Sets a breakpoint on the instruction, or removes the one that is there. */
  | { readonly name: "breakpoint"; readonly step: StepId }
  /** Sets one; where there is one at that place, that becomes as this. */
  | { readonly name: "set-breakpoint"; readonly breakpoint: NewBreakpoint }
  /** `id`: as the list of them has it. */
  | { readonly name: "delete-breakpoint"; readonly id: string }
  | { readonly name: "enable-breakpoint"; readonly id: string; readonly enabled: boolean }
  /** Has a command run in the layer of every step that is looked at; without network, secrets and mounts. */
  | { readonly name: "watch"; readonly command: string }
  /** `watch`: its number in the list, from 1, or the command itself. */
  | { readonly name: "unwatch"; readonly watch: string }
  | { readonly name: "pause" }
  /** Ends the instructions that run; what they did is kept as failed layers. */
  | { readonly name: "stop" }
  /** Runs the step at the position again: clean, or on its failed layer. `goal`: how far then; one step unless given. */
  | { readonly name: "retry" | "retry-failed"; readonly goal?: "next" | "continue" }
  /** Takes the failed layer of the step at the position as its result and goes on. */
  | { readonly name: "accept"; readonly goal?: "next" | "continue" }
  /** Writes the layer of the container that is kept for the step at the position. */
  | { readonly name: "commit" }
  /** Makes a shell ready in the layer of `step`, or in its container while it runs; `own`: the one that SHELL names. */
  | { readonly name: "shell"; readonly step: StepId; readonly own: boolean }
  /** Copies files out of the layer of `step`: `path` in it, to `destination` on this machine; `replace`: over what is there. */
  | {
      readonly name: "copy";
      readonly step: StepId;
      readonly path: string;
      readonly destination: string;
      readonly replace: boolean;
    }
  /**
   * Opens the text file `path` of the layer of `step`, to be edited and put back by hand. `from`: the file of this machine whose text
   * replaces it; absent: the person's editor is asked.
   */
  | { readonly name: "edit-in-layer"; readonly step: StepId; readonly path: string; readonly from?: string }
  /** Writes the Dockerfile with the instruction `step` reading `text`; `force`: over somebody else's change. */
  | { readonly name: "edit"; readonly step: StepId; readonly text: string; readonly force: boolean }
  /** Takes back what was done last of what took something away; an edit on disk too. `force`: over somebody else's change. */
  | { readonly name: "undo"; readonly force: boolean }
  /** Builds the Dockerfile clean beside the session and compares with the image it built last; a notice tells what came of it. */
  | { readonly name: "verify" }
  /** Reads the Dockerfile again. What starts an instruction does so by itself. */
  | { readonly name: "reload" }
  /** Writes down an edit that cannot be saved, for the next session. */
  | { readonly name: "keep-draft"; readonly draft: Draft }
  | { readonly name: "forget-draft"; readonly draft: FoundDraft };

/** The file was written; `rerun` is how many steps that had a result will run again. */
export type Saved = { readonly rerun: number; readonly line: number };

/** What was taken back, and where; `rerun` as in Saved. */
export type Undone = { readonly did: Moment["did"]; readonly line?: number; readonly rerun: number };

type Results = {
  /** Is there a breakpoint now? */
  readonly breakpoint: { readonly set: boolean; readonly line: number };
  /** In words, with what it took the place of; `why`: it cannot be hit as things stand. */
  readonly "set-breakpoint": { readonly words: string; readonly why?: string };
  /** Rejects with EngineRefusedError or UserError, a sentence to show. */
  readonly shell: Promise<OpenShell>;
  /** Rejects with UserError, a sentence to show. */
  readonly copy: Promise<CopyResult>;
  /** Rejects with UserError, EngineRefusedError or EngineLostError. */
  readonly "edit-in-layer": Promise<OpenFile>;
  readonly edit: Saved;
  readonly undo: Undone;
  /** The file that holds the text. */
  readonly "keep-draft": string;
};

export type ResultOf<C extends Command> = C["name"] extends keyof Results ? Results[C["name"]] : undefined;

export type Accepted<R> = { readonly kind: "accepted"; readonly result: R };

export type Refused = {
  readonly kind: "refused";
  /** A sentence; `{pause}` in it stands for how the face calls that command. */
  readonly reason: string;
  /** `conflict`: somebody else changed the file meanwhile, and `force` writes over that. `invalid`: the file would be wrong. */
  readonly code?: "conflict" | "invalid";
};

export type Execution<C extends Command = Command> = Refused | Accepted<ResultOf<C>>;

export const refused = (reason: string, code?: Refused["code"]): Refused => ({
  kind: "refused",
  reason,
  ...(code !== undefined && { code }),
});

export const accepted = <R>(result: R): Accepted<R> => ({ kind: "accepted", result });

/** Is it a reason why not? */
export const isRefused = (value: object): value is Refused => "kind" in value && value.kind === "refused";
