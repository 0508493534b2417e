/** What the command line asks for, its values read and checked, and the files of the build at hand. No engine yet. */
import fs from "node:fs";
import { dockerConfigTrouble } from "../engine/docker/docker-config.ts";
import { UserError } from "../errors.ts";
import { parseGitSource } from "../fetch/git-url.ts";
import type { Fetching } from "./contexts/fetched.ts";
import { openSource, type Source, type Stdin } from "./contexts/open-source.ts";
import { openScratch, type Scratch } from "./contexts/scratch.ts";
import type { BuildFlags } from "./flags.ts";
import { buildArgsOf, type PlainRequest, readRequest } from "./read-request.ts";
import { judgeForeign } from "./refused.ts";
import { type ContextSpec, isUrl, readContextSpecs } from "./values/context-spec.ts";
import { imageOutput } from "./values/output.ts";
import { platformWords, readPlatform } from "./values/platform.ts";
import { readTag } from "./values/tag.ts";

export type Invocation = {
  /** Where the files are. */
  readonly source: Source;
  /** As the user wrote them. */
  readonly context: string;
  /** As -f named it. */
  readonly file?: string;
  /** `repo:tag` each. */
  readonly tags: readonly string[];
  /** The same as -t, or else --output, wrote them. */
  readonly names: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly platform: readonly string[];
  readonly noCache: boolean;
  readonly pull: boolean;
  /** RUNs take turns with networks. */
  readonly pool: boolean;
  readonly request: PlainRequest;
  readonly contexts: Readonly<Record<string, ContextSpec>>;
  /** For what is still to be fetched once the engine is there. */
  readonly fetching: Fetching;
};

/** What surrounds the command. `say` takes lines of progress and warnings. */
export type Terminal = { readonly env: NodeJS.ProcessEnv; readonly stdin: Stdin; readonly say: (line: string) => void };

/** `dbuild build [-f FILE] PATH | URL | -`. The caller removes `fetching.scratch` in the end. Throws UserError. */
export function buildInvocation(context: string, flags: BuildFlags, terminal: Terminal): Promise<Invocation> {
  return invocation(context, flags.file || undefined, flags, terminal);
}

/** `dbuild tui [DOCKERFILE] [CONTEXT]`: a folder (or an address, or -) alone is the context. Throws UserError. */
export function tuiInvocation(
  first: string | undefined,
  second: string | undefined,
  flags: BuildFlags,
  terminal: Terminal,
): Promise<Invocation> {
  const firstIsContext = first !== undefined && (isFolder(first) || (second === undefined && isElsewhere(first)));
  if (first !== undefined && !firstIsContext && flags.file) {
    throw new UserError({ message: `two Dockerfiles are named: ${first} and -f ${flags.file}`, hint: "name one of them" });
  }
  if (firstIsContext && second !== undefined) {
    throw new UserError({ message: `two contexts are named: ${first} and ${second}`, hint: "dbuild tui [DOCKERFILE] [CONTEXT]" });
  }
  const file = flags.file || (firstIsContext ? undefined : first);
  const context = firstIsContext ? first : (second ?? folderOf(file));
  return invocation(context, file, flags, terminal);
}

async function invocation(context: string, file: string | undefined, flags: BuildFlags, terminal: Terminal): Promise<Invocation> {
  const { env, stdin, say } = terminal;
  for (const warning of judgeForeign(flags as unknown as Readonly<Record<string, unknown>>)) say(`warning: ${warning}`);
  const trouble = dockerConfigTrouble(env);
  if (trouble !== undefined) say(`warning: ${trouble}`);
  const { tag, target, cache, pull } = flags;
  const { words: platform, from } = platformWords(flags.platform, env);
  const request = readRequest(flags, env, process.cwd());
  for (const [id, source] of Object.entries(request.secrets)) {
    if (source.kind === "env" && env[source.name] === undefined)
      say(`warning: the secret ${id} is empty: the environment has no ${source.name}`);
  }
  const buildArgs = buildArgsOf(flags, env);
  const names = tag.length > 0 ? tag : (flags.output ?? []).flatMap((text) => imageOutput(text) ?? []);
  const tags = names.map(readTag);
  const contexts = readContextSpecs(flags.buildContext);
  // Which platform it is only the engine can complete; what is none is told now.
  readPlatform(platform, { os: "linux", architecture: "amd64" }, from);
  const scratch: Scratch = openScratch();
  const fetching = { scratch, env, buildArgs, say };
  try {
    const source = await openSource(context, file, fetching, stdin);
    const wanted = target === undefined || target === "" ? {} : { target };
    return {
      source,
      context,
      ...(file !== undefined && { file }),
      tags,
      names,
      buildArgs,
      ...wanted,
      platform,
      noCache: !cache,
      pool: flags.pool !== false,
      pull,
      request,
      contexts,
      fetching,
    };
  } catch (error) {
    scratch.remove();
    throw error;
  }
}

const isFolder = (name: string): boolean => fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

const isElsewhere = (word: string): boolean => word === "-" || isUrl(word) || parseGitSource(word) !== undefined;

/** Where a Dockerfile's context is when none is named: its folder; `.` for one that lies in no folder. */
function folderOf(file: string | undefined): string {
  if (file === undefined || file === "-" || isUrl(file)) return ".";
  const slash = file.lastIndexOf("/");
  return slash < 0 ? "." : file.slice(0, slash) || "/";
}
