/** What proving an image needs from whoever can build beside the session (cli/). Types only. */
import type { BuiltImage } from "./built-image.ts";

export type VerifyAsked = Pick<BuiltImage, "image" | "cleanBelow"> & {
  /** The Dockerfile as it stands. */
  readonly text: string;
  /** Hears a few words, whenever there is something new. */
  readonly onProgress: (words: string) => void;
  readonly signal: AbortSignal;
};

/** Builds in a session of its own and compares; a sentence about what came of it. Throws UserError, EngineLostError. */
export type VerifyPort = (asked: VerifyAsked) => Promise<string>;
