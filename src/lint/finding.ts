// What `dbuild check` tells: warnings by BuildKit's rules, and errors that will stop a build.
import type { Meter } from "../dockerfile/expand.ts";
import type { Span } from "../dockerfile/program.ts";
import type { RuleName } from "./rules.ts";

/** What kind of mistake an error is. */
export type ErrorKind =
  /** The text cannot be read. */
  | "Syntax"
  /** A stage, image or platform that cannot be. */
  | "Stage"
  /** A word that cannot be expanded, or `${x?message}` without x. */
  | "Variable"
  /** A value an instruction will refuse: ports, modes, signals, mounts. */
  | "Value"
  /** A file that COPY or ADD will not find. */
  | "Source"
  /** More layers than the engine can store. */
  | "Layers"
  /** The `# check=` directive, or what came in its place. */
  | "CheckOptions";

export type Finding =
  | {
      readonly severity: "warning";
      readonly rule: RuleName;
      readonly message: string;
      readonly span: Span;
      readonly hint: string;
      readonly url?: string;
    }
  | {
      readonly severity: "error";
      readonly rule: ErrorKind;
      readonly message: string;
      readonly span: Span;
      readonly hint?: string;
    };

/** Where the rules put what they find. Skipped rules vanish behind `warn`; the same thing said twice is said once. */
export type Sink = {
  /** Steps that expanding words of the whole file may still take. */
  readonly meter: Meter;
  readonly warn: (rule: RuleName, message: string, span: Span, hint?: string) => void;
  readonly error: (kind: ErrorKind, message: string, span: Span, hint?: string) => void;
};
