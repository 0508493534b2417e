/**
 * Why a program of a RUN could not be run, found in its container: the file is not there, may not be executed, is for another
 * machine, or names an interpreter or loader that is not there (a script with Windows line ends names "/bin/sh\r").
 */
import { posix } from "node:path";
import type { Engine, PathStat } from "../../engine/engine.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { candidates } from "./candidates.ts";
import { type Folders, foldersOf } from "./folders.ts";
import { programKind } from "./program-file.ts";

/** A container that has ended, and what one must know of what ran in it. */
export type Look = {
  readonly engine: Pick<Engine, "stat" | "read">;
  readonly container: string;
  readonly workdir: string;
  /** Its PATH. */
  readonly path: string;
  /** Its environment, `NAME=value`. */
  readonly env: readonly string[];
  /** What the image says it is for. */
  readonly architecture: string;
  /** The engine's own. */
  readonly machine: string;
};

/**
 * One sentence on what is wrong and how to mend it; undefined where nothing is seen to be. `output`: the last of what it printed.
 * Throws EngineLostError, EngineRefusedError.
 */
export async function whyUnrunnable(
  look: Look,
  argv: readonly string[],
  script: string,
  output: string,
): Promise<string | undefined> {
  const folders = foldersOf([...argv.slice(-1), script].join("\n"), look.workdir, look.env);
  for (const word of candidates(argv, script, output)) {
    const found = await find(look, word, folders.known);
    const why = found ? await fault(look, word, found, output) : notFound(look, word, output, folders);
    if (why !== undefined) return why;
  }
  return undefined;
}

type Found = { readonly path: string; readonly stat: PathStat };

/** The file a word means, by PATH where it is a bare name, else from `from`: the first that may be executed, else the first. */
async function find(look: Look, word: string, from: readonly string[]): Promise<Found | undefined> {
  const folders = posix.isAbsolute(word) ? ["/"] : word.includes("/") ? from : look.path.split(":").slice(0, 12);
  let other: Found | undefined;
  for (const folder of folders) {
    const { path, stat } = await filesOf(look.engine, look.container).resolve(posix.resolve(look.workdir, folder, word));
    if (stat?.type !== "file") continue;
    if ((stat.mode & 0o111) !== 0) return { path, stat };
    other ??= { path, stat };
  }
  return other;
}

/** Said only of what the output complains of: a path that is written may be one that the RUN was to make. */
function notFound({ path }: Look, word: string, output: string, { known, isUnsure }: Folders): string | undefined {
  const complaint = output.split("\n").some((line) => line.includes(word) && /not found|no such file/i.test(line));
  if (!complaint) return undefined;
  if (!word.includes("/")) return `there is no ${word} in the image (PATH is ${path}); install it in a line above`;
  if (posix.isAbsolute(word)) return `there is no ${word} in the image at that point`;
  return isUnsure ? undefined : `there is no ${word} in ${known.join(" or ")} at that point`;
}

/** What is wrong with a file that is there. One that nothing complains of may be no program at all. */
async function fault(look: Look, word: string, { path, stat }: Found, output: string): Promise<string | undefined> {
  if ((stat.mode & 0o111) === 0) {
    if (!output.split("\n").some((line) => line.includes(word) && /denied|not executable|can't execute/i.test(line)))
      return undefined;
    const mode = stat.mode.toString(8).padStart(4, "0");
    return `${path} may not be executed (mode ${mode}): chmod +x it, or COPY --chmod=755`;
  }
  const program = programKind(await filesOf(look.engine, look.container).readHead(path, headSize));
  const named = word === path ? word : `${word} (${path})`;
  if (program.kind === "empty") return `${named} is an empty file`;
  if (program.kind === "script") {
    const { interpreter, argument, crlf } = program;
    if (crlf)
      return `${named} has Windows line ends, so the kernel looks for "${interpreter}${argument && ` ${argument}`}\\r": save it with LF (dos2unix, or eol=lf in .gitattributes)`;
    if (interpreter === "") return `${named} begins with #! and names no interpreter`;
    if ((await find(look, interpreter, [look.workdir])) === undefined)
      return `${named} wants ${interpreter}, which is not in the image`;
    const [, wanted = ""] = posix.basename(interpreter) === "env" ? (/^(?:-S\s*)?([^-\s]\S*)/.exec(argument) ?? []) : [];
    if (wanted !== "" && (await find(look, wanted, [look.workdir])) === undefined)
      return `${named} wants ${wanted}, which is not in the image`;
    return undefined;
  }
  if (program.kind !== "binary") return undefined;
  if (program.machine !== look.architecture)
    return `${named} is a program for ${program.machine}, the image is for ${look.architecture}`;
  if (program.loader !== undefined && (await find(look, program.loader, [look.workdir])) === undefined) {
    const libc = program.loader.includes("musl")
      ? "; it was built for Alpine (musl)"
      : "; it was built for glibc, and the image has another C library or none";
    return `${named} wants the loader ${program.loader}, which is not in the image${libc}`;
  }
  if (program.machine !== look.machine)
    return `${named} is for ${program.machine}, the engine's machine is ${look.machine}: it needs emulation there (docker run --privileged --rm tonistiigi/binfmt --install ${program.machine})`;
  return undefined;
}

const headSize = 4096;
