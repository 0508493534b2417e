/** What is built: a context and a Dockerfile, wherever `docker build PATH | URL | -` and `-f` say they are. */
import fs from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import type { TreeIndex } from "../../context/disk-tree.ts";
import { readIgnore } from "../../context/ignore.ts";
import { UserError } from "../../errors.ts";
import { download } from "../../fetch/download.ts";
import { withoutPassword } from "../../fetch/git-url.ts";
import { isUrl, placeOf } from "../values/context-spec.ts";
import { dockerfileAt, dockerfileIn, dockerfileInside, type FoundDockerfile, readText } from "./dockerfile.ts";
import { type Fetched, type Fetching, fetchedGit, fetchedUrl, unpackedFile } from "./fetched.ts";
import { stdinFile } from "./stdin.ts";

export type Source = {
  /** The Dockerfile, as messages name it. */
  readonly dockerfile: string;
  readonly text: string;
  /** Its path on disk; absent when it came from elsewhere, so that there is no file to write an edit back to. */
  readonly file?: string;
  /** Absolute. */
  readonly root: string;
  /** Does .dockerignore hold? Not for contexts from git, http and standard input. */
  readonly ignore: boolean;
  readonly index?: TreeIndex;
  readonly usedStdin: boolean;
};

export type Stdin = Readable & { readonly isTTY?: boolean };

/** Throws UserError. */
export async function openSource(context: string, file: string | undefined, fetching: Fetching, stdin: Stdin): Promise<Source> {
  if (context === "-") return fromStdin(file, fetching, stdin);
  const place = placeOf(context);
  if (place.kind === "folder") {
    const root = contextFolder(context);
    const found = file === undefined ? onDisk(dockerfileIn(context)) : await named(file, fetching, stdin);
    // BuildKit reads it before anything, needed or not
    await readIgnore(root, found.file);
    return { ...found, root, ignore: true };
  }
  const fetched = place.kind === "git" ? await fetchedGit(place.source, fetching) : await fetchedUrl(place.url, fetching);
  const { root, index } = fetched;
  const elsewhere = file !== undefined && (file === "-" || isUrl(file) || path.isAbsolute(file));
  const found = elsewhere ? await named(file, fetching, stdin) : inside(fetched, file, withoutPassword(context));
  return { ...found, root, ignore: false, ...(index && { index }) };
}

type Dockerfile = Pick<Source, "dockerfile" | "text" | "file" | "usedStdin">;

const onDisk = ({ shown, text }: FoundDockerfile): Dockerfile => ({ dockerfile: shown, text, file: shown, usedStdin: false });

function inside({ root, single }: Fetched, file: string | undefined, origin: string): Dockerfile {
  // A file that is no archive is the Dockerfile, whatever -f names in it (BuildKit).
  if (single !== undefined) return { dockerfile: origin, text: readText(single, origin), usedStdin: false };
  const { shown, text } = dockerfileInside(root, file, origin);
  return { dockerfile: shown, text, usedStdin: false };
}

/** `-f` with a word of its own: standard input, an address, a path of the user's. */
async function named(file: string, { scratch }: Fetching, stdin: Stdin): Promise<Dockerfile> {
  if (file === "-")
    return { dockerfile: "-", text: readText(await stdinFile(stdin, scratch), "standard input"), usedStdin: true };
  if (!isUrl(file)) return onDisk(dockerfileAt(file));
  const shown = withoutPassword(file);
  const copy = path.join(scratch.folder(), "Dockerfile");
  await download(file, copy);
  return { dockerfile: shown, text: readText(copy, shown), usedStdin: false };
}

async function fromStdin(file: string | undefined, { scratch }: Fetching, stdin: Stdin): Promise<Source> {
  if (file === "-") {
    throw new UserError({
      message: "standard input cannot be both the context and the Dockerfile",
      hint: "put the Dockerfile into the archive, or name a folder as the context",
    });
  }
  const taken = await stdinFile(stdin, scratch);
  const unpacked = await unpackedFile("standard input", taken, scratch);
  if (unpacked) {
    const { root, index } = unpacked;
    const { shown, text } = dockerfileInside(root, file, "standard input");
    return { dockerfile: shown, text, root, ignore: false, ...(index && { index }), usedStdin: true };
  }
  if (file !== undefined) {
    throw new UserError({
      message: `two Dockerfiles: standard input is no archive, so it is one, and -f names ${file}`,
      hint: "name the context (often a single dot) instead of -, or leave out -f",
    });
  }
  return { dockerfile: "-", text: readText(taken, "standard input"), root: scratch.folder(), ignore: false, usedStdin: true };
}

function contextFolder(context: string): string {
  if (context === "")
    throw new UserError({
      message: "the build context is an empty word",
      hint: "name the folder COPY and ADD read from, often a single dot",
    });
  const stats = fs.statSync(context, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return path.resolve(context);
  throw new UserError(
    stats
      ? {
          message: `the build context ${context} is not a folder`,
          hint: "the last argument is the context; name the Dockerfile with -f",
        }
      : {
          message: `there is no build context ${context}`,
          hint: "the last argument is the folder COPY and ADD read from, often a single dot; or an address, or - for standard input",
        },
  );
}
