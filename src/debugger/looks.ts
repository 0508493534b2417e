/** What a person may look at in the layers of a session, and how far that is known. Types, and a session nobody can look into. */
import type { Changes, CommandOutput, ContextAccount, FileDifference, FileText, Folder } from "../look/found.ts";

/** A question about a step: its layer, its runs, what it is given. */
export type Look =
  /** What the step changed; `since`: what is another in its layer than in the layer of that step. */
  | { readonly what: "changes"; readonly step: number; readonly since?: number | undefined }
  /** How a file differs from the layer before the step, or of step `since`. */
  | { readonly what: "difference"; readonly step: number; readonly path: string; readonly since?: number | undefined }
  /** What is in a folder of the layer that a shell at the step would enter. */
  | { readonly what: "folder"; readonly step: number; readonly path: string }
  /** What is in a file of it. */
  | { readonly what: "text"; readonly step: number; readonly path: string }
  /** How the output, or the layer, of one run of the step differs from that of another one. */
  | { readonly what: "logs" | "layers"; readonly step: number; readonly run: number; readonly other: number }
  /** What the build context holds; `again`: another number looks anew. */
  | { readonly what: "context"; readonly step: number; readonly again: number }
  /** What a command prints in the layer that a shell at the step would enter; `before`: in the one before the step. */
  | { readonly what: "watch"; readonly step: number; readonly command: string; readonly before?: true };

export type Found = {
  readonly changes: Changes;
  readonly difference: FileDifference;
  readonly folder: Folder;
  readonly text: FileText;
  readonly logs: FileDifference;
  readonly layers: Changes;
  readonly context: ContextAccount;
  readonly watch: CommandOutput;
};

export type Answer<L extends Look> = Found[L["what"]];

/**
 * `none`: why there is no answer, a sentence as in `Refused`. `rest`: the value is what could be told at once (changes by name alone), and
 * how it stands with all there is to tell.
 */
export type Reading<T> =
  | { readonly kind: "unasked" | "reading" }
  | { readonly kind: "known"; readonly value: T; readonly rest?: "unasked" | "reading" | "none" }
  | { readonly kind: "none"; readonly why: string };

export type Looks = {
  /** What is known already: asks the engine for nothing. */
  known<L extends Look>(look: L): Reading<Answer<L>>;
  /** Has it looked up; the controller's listeners are told. Of what waits only the newest is looked up. */
  want(look: Look): void;
  /** The answer; a layer that somebody removed is made again for it. Throws UserError with a sentence, LayerGone, EngineLostError. */
  find<L extends Look>(look: L): Promise<Answer<L>>;
};

/** For who only watches a session. */
export const noLooks: Looks = {
  known: () => ({ kind: "none", why: "Only the dbuild that has the session looks into its layers." }),
  want: () => {},
  find: async () => {
    throw new Error("nobody looks into the layers of a session that is watched");
  },
};
