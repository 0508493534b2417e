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

/** A here-document of RUN, COPY or ADD. */
export type Heredoc = {
  readonly name: string;
  /** The body, its final newline included; tabs of `<<-` are taken off already. Line ends as in the file. */
  readonly content: string;
  /** False when a part of the delimiter was quoted: variables in the body stay as they are (COPY and ADD; a RUN's shell decides itself). */
  readonly expand: boolean;
};

/** One `RUN --mount`: its CSV fields in order, keys in lower case, values raw (not expanded). `readonly` without a value has none. */
export type MountFlag = {
  readonly span: Span;
  /** The flag's value as written after unquoting: `type=cache,target=/x`. */
  readonly text: string;
  readonly fields: readonly { readonly key: string; readonly value?: string }[];
};

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
export type RunInstruction = Base & {
  readonly kind: "run";
  /** With heredocs: what the shell gets (the body alone, or the text with bodies and delimiters), or the path of `script`. */
  readonly command: Command;
  /** A heredoc that begins with `#!`: a file /dev/pipes/NAME (0755, read-only), which `command` runs. */
  readonly script?: Heredoc;
  readonly mounts: readonly MountFlag[];
  readonly network?: "default" | "none" | "host";
  readonly security?: "sandbox" | "insecure";
};
export type CopyInstruction = Base & {
  readonly kind: "copy" | "add";
  /** Raw words without the heredocs. Together with `heredocs` at least one. */
  readonly sources: readonly string[];
  /** Files written from the Dockerfile itself; copied after `sources`. */
  readonly heredocs: readonly Heredoc[];
  readonly destination: string;
  /** COPY only: stage name, stage number or image. Not expanded. */
  readonly from?: string;
  readonly chown?: string;
  readonly chmod?: string;
  readonly link: boolean;
  /** COPY only. */
  readonly parents: boolean;
  /** Not expanded. */
  readonly exclude: readonly string[];
  /** ADD only. Raw word. */
  readonly checksum?: string;
  /** ADD only. Absent: archives of the context are unpacked, downloaded ones are not. */
  readonly unpack?: boolean;
  /** ADD only. */
  readonly keepGitDir: boolean;
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
/** `trigger` is the text after the keyword, as it goes into the image. */
export type OnbuildInstruction = Base & { readonly kind: "onbuild"; readonly trigger: string };
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
  | MaintainerInstruction
  | OnbuildInstruction;

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
  /** Values of the directives `# syntax=` and `# check=`, and where they stand. */
  readonly syntax?: { readonly value: string; readonly span: Span };
  readonly check?: { readonly value: string; readonly span: Span };
  /** ARGs before the first FROM. */
  readonly globals: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
};

/** A thing wrong with the text. `span` is the nearest place; `hint` what to do. */
export type SyntaxProblem = { readonly message: string; readonly span: Span; readonly hint?: string };

/** A problem that counts only where the stage is built; told by problemsOfStages (needed.ts). */
export type StageProblem = SyntaxProblem & {
  /** Stage index, or -1 for what stands before the first FROM. */
  readonly stage: number;
  /** The default of this ARG: nobody looks at it when --build-arg gives a value. */
  readonly defaultOf?: string;
};

/** Every problem at once, or the program and what is wrong with stages that may not be needed. */
export type ParseResult =
  | { readonly ok: true; readonly program: Program; readonly ifNeeded: readonly StageProblem[] }
  | {
      readonly ok: false;
      readonly problems: readonly SyntaxProblem[];
      /** The program without the instructions that could not be read, for further checks; absent when a FROM is among those. */
      readonly readable?: Program;
    };
