// What every judge of one file is told, and where it puts what it finds.
import type { Facts } from "./facts.ts";
import type { Sink } from "./finding.ts";
import type { Globals } from "./global-args.ts";

export type Judging = {
  /** Of the text the instruction stands in; a backslash in triggers. */
  readonly escapeChar: string;
  readonly globals: Globals;
  readonly facts: Facts;
  readonly sink: Sink;
};
