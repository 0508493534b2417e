/** A shell that is ready, as a face gets it. Types only. */
import type { FileChange } from "../engine/engine.ts";
import type { Failure } from "./session.ts";
import type { OnLeft } from "./shell-port.ts";

/** Call run(), then keep() or discard(), whatever happens in between. */
export type OpenShell = {
  /**
   * Where it is: in a container of the layer, whose changes can be kept; in the container of a step that goes on, or in one of the
   * debug image, where there is nothing to keep.
   */
  readonly kind: "layer" | "running" | "image";
  /** Where one is and what leaving does; plain lines. */
  readonly banner: readonly string[];
  /** What a person presses to leave it running; absent: it cannot be left. */
  readonly leaveKeys?: string;
  /** Gives the real terminal to the shell until it ends, or is left running (`onLeft`). The UI must be suspended. `say` prints a line there. */
  run(say: (line: string) => void, onLeft?: OnLeft): Promise<ShellEnd>;
  /** Files the shell changed. */
  changes(): Promise<readonly FileChange[]>;
  /** Commits the shell's state as the failed layer of the step and tells the session. */
  keep(): Promise<Failure | undefined>;
  /** Keeps nothing: of a shell that changed no file, or where there is no room for that. */
  discard(): Promise<void>;
  /** As `discard`, but what was changed comes back when that is taken back: it is committed all the same. */
  setAside(): Promise<void>;
};

/** `trouble`: a sentence, where there was no shell, or it ended with an error before it was there. */
export type ShellEnd = { readonly code: number; readonly trouble?: string };
