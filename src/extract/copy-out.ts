/** One path of a container onto this machine's disk, as `docker cp` does it; the container never needs to run. */
import { posix } from "node:path";
import type { Files } from "../builder/image-fs/container-files.ts";
import { readTar, TarError } from "../context/tar-read.ts";
import { UserError } from "../errors.ts";
import { type Extracted, extract, inTheWayOf, placeFor } from "./extract.ts";

export type Inside = {
  /** Absolute; `/folder/.` is what is in the folder. */
  readonly path: string;
  /** Whose files they are, for errors. */
  readonly words: string;
  /** Copy what a link leads to, where the path itself is one. */
  readonly followLink?: boolean;
};

export type Onto = {
  readonly destination: string;
  /** Files that are there are written over. False: nothing is written where something is there, and that is returned. */
  readonly replace: boolean;
  readonly onProgress?: (done: Extracted) => void;
};

export type CopiedOut =
  | { readonly kind: "copied"; readonly done: Extracted }
  | { readonly kind: "exists"; readonly file: string };

/** Copies `inside` to the disk. Throws UserError (nothing there, the destination cannot be written), EngineLostError. */
export async function copyOut(files: Files, inside: Inside, onto: Onto): Promise<CopiedOut> {
  const { destination, replace, onProgress = () => {} } = onto;
  const { path, isFolder, name, contents } = await findInside(files, inside);
  try {
    const place = placeFor(destination, { name, isFolder, contents });
    const there = replace ? undefined : inTheWayOf(place);
    if (there !== undefined) return { kind: "exists", file: there };
    const done = await extract(readTar(await files.archive(path)), place, { replace, onProgress });
    return { kind: "copied", done };
  } catch (error) {
    if (error instanceof TarError) throw new UserError(`what the engine sent cannot be unpacked: ${error.message}`);
    if (isSystemError(error)) throw new UserError(`cannot write ${destination}: ${error.message}`);
    throw error;
  }
}

export type FoundInside = {
  /** Links resolved where they were to be followed. */
  readonly path: string;
  readonly isFolder: boolean;
  /** What it is called outside. */
  readonly name: string;
  /** What is in the folder, and not itself. */
  readonly contents: boolean;
};

/** Throws UserError when it is not there. */
export async function findInside(files: Files, { path, words, followLink }: Inside): Promise<FoundInside> {
  const contents = /(?:^|\/)\.$/.test(path);
  const asked = posix.normalize(path).replace(/(?<=.)\/$/, "");
  const follow = followLink === true || contents || path.endsWith("/");
  const found = await statOf(files, asked, { follow, words });
  return {
    path: found.path,
    isFolder: found.stat.type === "directory",
    name: posix.basename(asked) || "root",
    contents: contents || asked === "/",
  };
}

/** Throws UserError where nothing is there. */
async function statOf(files: Files, path: string, { follow, words }: { readonly follow: boolean; readonly words: string }) {
  const { path: at, stat } = follow ? await files.follow(path) : { path, stat: await files.stat(path) };
  if (stat === undefined)
    throw new UserError({ message: `${path} is not in ${words}`, hint: "look with: dbuild cp SOURCE:/folder/. - | tar t" });
  if (follow && stat.type === "symlink") throw new UserError(`${path} in ${words} is a link that leads to itself`);
  return { path: at, stat };
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;
