/** Edits that could not be saved because the session had to end. Types only; store/drafts.ts keeps them. */

export type Draft = {
  /** First line of the instruction, and how it read. */
  readonly line: number;
  readonly original: string;
  /** What it was to read. */
  readonly text: string;
};

export type FoundDraft = Draft & {
  /** Holds `text` alone, to read or copy. */
  readonly file: string;
  /** When it was kept, in milliseconds since the epoch. */
  readonly at: number;
};

export type Drafts = {
  /** Returns the file that holds the text; throws where it cannot be written. */
  keep(draft: Draft): string;
  /** The newest one that sessions before this one left of this Dockerfile. */
  found(): FoundDraft | undefined;
  forget(draft: FoundDraft): void;
};
