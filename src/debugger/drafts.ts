/** Edits that could not be saved because the session had to end. Types only; store/drafts.ts keeps them. */

/** `original` is how the instruction on `line` read, `text` how it was to read. */
export type Draft = { readonly line: number; readonly original: string; readonly text: string };

export type FoundDraft = Draft & {
  readonly file: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
};

export type Drafts = {
  /** Returns the file that holds the text; throws where it cannot be written. */
  keep(draft: Draft): string;
  found(): FoundDraft | undefined;
  forget(draft: FoundDraft): void;
};
