/** A file of a step's layer that a person edits, as a face gets it, and what is known of it afterwards. Types, and a bound. */

export type OpenFile = {
  /** Where it is in the layer: links were followed. */
  readonly path: string;
  /** Its text, UTF-8. */
  readonly content: Uint8Array;
  /**
   * Puts `content` in its place, in a layer of its own that becomes the failed layer of the step, and tells the session. Throws
   * UserError (no text, too large, the layer is another one by now), EngineRefusedError, EngineLostError: nothing was changed then.
   */
  put(content: Uint8Array): Promise<FilePut>;
};

/** `rerun`: how many steps below that had a result will run again. */
export type FilePut = { readonly rerun: number };

/** Files of a step's layer that a person edited. */
export type Edited = {
  /** Their paths, cleaned, the newest last. */
  readonly files: readonly string[];
  /** What a person or a failure had made of the layer before that, in words. */
  readonly before?: string;
};

/** Bytes of the largest file that is edited. */
export const largestEdited = 1 << 20;
