/** What copying files to this machine needs from whoever writes its disk (extract/). Types only. */
import type { Engine } from "../engine/engine.ts";

export type CopyAsked = {
  /** Absolute; `/folder/.` is what is in the folder. */
  readonly path: string;
  /** A file or folder of this machine. */
  readonly destination: string;
  /** Write over what is there. */
  readonly replace: boolean;
};

export type CopyResult =
  /** `skipped`: devices, pipes and sockets. */
  | { readonly kind: "copied"; readonly files: number; readonly bytes: number; readonly skipped: readonly string[] }
  /** Nothing was written, for this is there already. */
  | { readonly kind: "exists"; readonly file: string };

/** `words`: whose files they are, for errors. Throws UserError, EngineLostError. */
export type CopyPort = (engine: Engine, container: string, asked: CopyAsked & { readonly words: string }) => Promise<CopyResult>;
