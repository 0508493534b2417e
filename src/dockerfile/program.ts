/**
 * What a Dockerfile says, as data. Nothing here is expanded: words are as written, after joining continuations.
 * Knows nothing of engines, builds or screens. JSON-safe.
 */

/** A span of the file: 1-based lines (inclusive) and UTF-16 offsets into the text [start, end). */
export type Span = {
  readonly line: number;
  readonly endLine: number;
  readonly start: number;
  readonly end: number;
};

/** The text of RUN, CMD, ENTRYPOINT, HEALTHCHECK CMD: for the shell, or an argument vector. */
export type Command =
  | { readonly form: "shell"; readonly text: string }
  | { readonly form: "exec"; readonly args: readonly string[] };

/** `key=value` as two raw words, quotes still in place. */
export type Pair = { readonly key: string; readonly value: string };

type Base = {
  readonly span: Span;
  /** The instruction as it stands in the file, comments and continuations included. */
  readonly source: string;
  /** One logical line: keyword and rest, continuations joined, comments dropped (what BuildKit calls the original). */
  readonly text: string;
};

export type FromInstruction = Base & {
  readonly kind: "from";
  readonly image: string;
  readonly platform?: string;
  /** Lower-cased, as BuildKit does. */
  readonly name?: string;
};
export type ArgInstruction = Base & {
  readonly kind: "arg";
  /** `value` undefined: no `=`. Raw words. */
  readonly args: readonly { readonly name: string; readonly value?: string }[];
};
export type EnvInstruction = Base & { readonly kind: "env"; readonly pairs: readonly Pair[] };
export type LabelInstruction = Base & { readonly kind: "label"; readonly pairs: readonly Pair[] };
export type RunInstruction = Base & { readonly kind: "run"; readonly command: Command };
export type CopyInstruction = Base & {
  readonly kind: "copy" | "add";
  /** Raw words, at least one. */
  readonly sources: readonly string[];
  readonly destination: string;
  /** COPY only: stage name, stage number or image. Not expanded. */
  readonly from?: string;
  readonly chown?: string;
  readonly chmod?: string;
};
export type WorkdirInstruction = Base & { readonly kind: "workdir"; readonly path: string };
export type UserInstruction = Base & { readonly kind: "user"; readonly user: string };
export type CmdInstruction = Base & { readonly kind: "cmd"; readonly command: Command };
export type EntrypointInstruction = Base & { readonly kind: "entrypoint"; readonly command: Command };
export type ShellInstruction = Base & { readonly kind: "shell"; readonly args: readonly string[] };
export type ExposeInstruction = Base & { readonly kind: "expose"; readonly ports: readonly string[] };
export type VolumeInstruction = Base & { readonly kind: "volume"; readonly paths: readonly string[] };
export type StopsignalInstruction = Base & { readonly kind: "stopsignal"; readonly signal: string };
export type HealthcheckInstruction = Base & {
  readonly kind: "healthcheck";
  /** `none`: HEALTHCHECK NONE. Durations in nanoseconds, 0 when not given. */
  readonly check:
    | { readonly type: "none" }
    | {
        readonly type: "cmd";
        readonly command: Command;
        readonly interval: number;
        readonly timeout: number;
        readonly startPeriod: number;
        readonly startInterval: number;
        readonly retries: number;
      };
};
export type MaintainerInstruction = Base & { readonly kind: "maintainer"; readonly name: string };

export type Instruction =
  | FromInstruction
  | ArgInstruction
  | EnvInstruction
  | LabelInstruction
  | RunInstruction
  | CopyInstruction
  | WorkdirInstruction
  | UserInstruction
  | CmdInstruction
  | EntrypointInstruction
  | ShellInstruction
  | ExposeInstruction
  | VolumeInstruction
  | StopsignalInstruction
  | HealthcheckInstruction
  | MaintainerInstruction;

/** A FROM and what follows it up to the next FROM. */
export type Stage = {
  readonly index: number;
  readonly name?: string;
  readonly from: FromInstruction;
  /** Without the FROM. */
  readonly body: readonly Exclude<Instruction, FromInstruction>[];
};

export type Program = {
  /** `\` or a backtick. */
  readonly escape: "\\" | "`";
  /** ARGs before the first FROM. */
  readonly globals: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
};

/** A thing wrong with the text. `span` is the nearest place; `hint` what to do. */
export type SyntaxProblem = { readonly message: string; readonly span: Span; readonly hint?: string };

/** Every problem at once, or the program. */
export type ParseResult =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly problems: readonly SyntaxProblem[] };
