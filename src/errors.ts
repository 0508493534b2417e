/** The two errors a person sees: their own mistake, and the engine's absence. Everything else is a bug. */

/** Where in which file. Lines count from 1. `endLine` is inclusive. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly endLine?: number;
};

/** One thing that is wrong with what the user gave us. */
export type Problem = {
  readonly message: string;
  readonly place?: Place;
  /** What to do about it, one sentence. */
  readonly hint?: string;
};

/** Wrong usage or a wrong Dockerfile: exit code 2. Carries every problem found, in file order. */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[] | Problem | string) {
    const list =
      typeof problems === "string"
        ? [{ message: problems }]
        : Array.isArray(problems)
          ? (problems as readonly Problem[])
          : [problems as Problem];
    super(list.map((problem) => problem.message).join("\n"));
    this.name = "UserError";
    this.problems = list;
  }
}

/** The engine cannot be reached, or was lost on the way: exit code 3. `hint` says what to do. */
export class EngineLostError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.name = "EngineLostError";
    this.hint = hint;
  }
}

/** The engine refused a request (4xx/5xx). A step that meets it fails; the session goes on. */
export class EngineRefusedError extends Error {
  readonly status: number;
  constructor(message: string, status: number, cause?: unknown) {
    super(message, { cause });
    this.name = "EngineRefusedError";
    this.status = status;
  }
}
