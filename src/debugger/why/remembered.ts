/** What is remembered of the builds of a Dockerfile: the inputs of each step as its layer was made last. Types; store/inputs.ts keeps them. */
import type { ShownInput } from "../../builder/inputs/shown-inputs.ts";

/** `look`: type, mode and owner. `content`: a digest of it, or where a link leads. */
export type RememberedFile = readonly [path: string, look: string, content: string];

export type RememberedStep = {
  /** Place of its instruction in the text, from 0; of an ONBUILD trigger with its number: `3.1`. */
  readonly at: string;
  /** First line of the instruction. */
  readonly text: string;
  /** Chain key of its layer. */
  readonly key: string;
  readonly inputs: readonly ShownInput[];
  /** How many it read, and the first of them; these are read from the disk once they are asked for. */
  readonly fileCount: number;
  readonly files: () => readonly RememberedFile[];
};

export type RememberedBuild = {
  /** Text of the Dockerfile. */
  readonly text: string;
  /** Address of the engine that has the layers. */
  readonly engine: string;
  readonly steps: readonly RememberedStep[];
};

export type BuildMemory = {
  /** Undefined: no build is remembered. */
  read(): RememberedBuild | undefined;
  /** What cannot be written costs only this. */
  write(build: RememberedBuild): void;
};
