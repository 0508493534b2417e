/** What the command line and the file system say a build is made of. No engine yet. */
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors.ts";

/** Flags that `build` and `tui` share, as commander hands them over. */
export type BuildFlags = {
  readonly file?: string;
  readonly tag: readonly string[];
  readonly buildArg: readonly string[];
  readonly target?: string;
  readonly cache: boolean;
  readonly pull: boolean;
};

export type Invocation = {
  /** As the user would write it; messages show it. */
  readonly dockerfile: string;
  readonly context: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache: boolean;
  readonly pull: boolean;
};

/** `dbuild build [-f FILE] CONTEXT`. Throws UserError. */
export function buildInvocation(context: string, flags: BuildFlags, env: NodeJS.ProcessEnv): Invocation {
  refuseStreams(context, flags.file);
  return invocation(contextFolder(context), flags.file ?? defaultDockerfile(context), flags, env);
}

/** `dbuild tui [DOCKERFILE] [CONTEXT]`: a folder as first argument is the context. Throws UserError. */
export function tuiInvocation(
  first: string | undefined,
  second: string | undefined,
  flags: BuildFlags,
  env: NodeJS.ProcessEnv,
): Invocation {
  refuseStreams(first, flags.file);
  refuseStreams(second, undefined);
  const firstIsContext = first !== undefined && isFolder(first);
  if (first !== undefined && !firstIsContext && flags.file !== undefined) {
    throw new UserError({ message: `two Dockerfiles are named: ${first} and -f ${flags.file}`, hint: "name one of them" });
  }
  if (firstIsContext && second !== undefined) {
    throw new UserError({ message: `two contexts are named: ${first} and ${second}`, hint: "dbuild tui [DOCKERFILE] [CONTEXT]" });
  }
  const file = flags.file ?? (firstIsContext ? defaultDockerfile(first) : (first ?? defaultDockerfile(".")));
  const context = firstIsContext ? first : (second ?? (path.dirname(file) || "."));
  return invocation(contextFolder(context), file, flags, env);
}

function invocation(context: string, dockerfile: string, flags: BuildFlags, env: NodeJS.ProcessEnv): Invocation {
  const { tag, buildArg, target, cache, pull } = flags;
  return {
    context,
    dockerfile,
    text: readDockerfile(dockerfile),
    tags: tag.map(checkedTag),
    buildArgs: buildArgs(buildArg, env),
    ...(target !== undefined && { target }),
    noCache: !cache,
    pull,
  };
}

const isFolder = (name: string): boolean => fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

function refuseStreams(context: string | undefined, file: string | undefined): void {
  if (context === "-" || file === "-") {
    throw new UserError({
      message: 'reading from standard input ("-") is not supported by dbuild yet',
      hint: "save it to a file and name that",
    });
  }
  if (context !== undefined && /^(https?:\/\/|git:\/\/|git@|github\.com\/)/.test(context)) {
    throw new UserError({
      message: `a remote context (${context}) is not supported by dbuild yet`,
      hint: "clone or download it, and name the folder",
    });
  }
}

function contextFolder(context: string): string {
  if (isFolder(context)) return context;
  const there = fs.existsSync(context);
  throw new UserError(
    there
      ? {
          message: `the build context ${context} is not a folder`,
          hint: "the last argument is the context; name the Dockerfile with -f",
        }
      : {
          message: `there is no build context ${context}`,
          hint: "the last argument is the folder COPY and ADD read from, often a single dot",
        },
  );
}

function defaultDockerfile(context: string): string {
  const upper = path.join(context, "Dockerfile");
  const lower = path.join(context, "dockerfile");
  return !fs.existsSync(upper) && fs.existsSync(lower) ? lower : upper;
}

function readDockerfile(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UserError({ message: `there is no Dockerfile ${file}`, hint: "name it with -f" });
    if (code === "EISDIR")
      throw new UserError({ message: `${file} is a folder, not a Dockerfile`, hint: "name the file in it with -f" });
    if (code === "EACCES")
      throw new UserError({ message: `${file} cannot be read: permission denied`, hint: `see ls -l ${file}` });
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** `K=V`, or `K` for the value the environment has (dropped when it has none), as docker build does. */
function buildArgs(list: readonly string[], env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const entry of list) {
    const at = entry.indexOf("=");
    const name = at < 0 ? entry : entry.slice(0, at);
    if (name === "") throw new UserError({ message: `invalid --build-arg "${entry}"`, hint: "write --build-arg NAME=value" });
    const value = at < 0 ? env[name] : entry.slice(at + 1);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

// distribution's reference grammar, without digests: a build cannot name one.
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const domain = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?";
const reference = new RegExp(`^(?:${domain}/)?${component}(?:/${component})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$`);

/** A -t value as `repo:tag`. */
function checkedTag(tag: string): string {
  if (!reference.test(tag)) {
    const hint = /[A-Z]/.test(tag) ? "repository names are lower-case" : "write name[:tag], for example works or team/app:1.2";
    throw new UserError({ message: `invalid tag "${tag}"`, hint });
  }
  return /:[^/]+$/.test(tag) ? tag : `${tag}:latest`;
}
