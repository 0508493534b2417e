/** Which Dockerfile and which context `dbuild check` is about, and what they hold. */
import fs from "node:fs";
import path from "node:path";
import { type DiskTree, openContext } from "../context/disk-tree.ts";
import { readIgnore } from "../context/ignore.ts";
import { textOfBytes } from "../dockerfile/bytes.ts";
import { UserError } from "../errors.ts";
import { missingDockerfile } from "./contexts/dockerfile.ts";

export type CheckTarget = {
  /** As messages show it; `-` is standard input. */
  readonly file: string;
  readonly text: string;
  /** Undefined: there is no local one. */
  readonly context: DiskTree | undefined;
};

/**
 * `[DOCKERFILE] [CONTEXT]`, or `-f DOCKERFILE [CONTEXT]`; a folder in the first place is the context, and without one it is
 * the Dockerfile's folder. `-` reads the Dockerfile from standard input and leaves the context out unless it is named.
 * Throws UserError.
 */
export async function checkTarget(
  first: string | undefined,
  second: string | undefined,
  named: string | undefined,
): Promise<CheckTarget> {
  const hint = "dbuild check [DOCKERFILE] [CONTEXT], or dbuild check -f DOCKERFILE [CONTEXT]";
  const firstIsContext = first !== undefined && (named !== undefined || isFolder(first));
  if (firstIsContext && second !== undefined) {
    throw new UserError({ message: `two contexts are named: ${first} and ${second}`, hint });
  }
  const context = firstIsContext ? first : second;
  const file = named ?? (firstIsContext ? defaultIn(first) : (first ?? defaultIn(".")));
  if (file === "-") {
    const text = textOfBytes(fs.readFileSync(0));
    return { file, text, context: context === undefined ? undefined : await contextAt(context, undefined) };
  }
  return { file, text: readDockerfile(file), context: await contextAt(context ?? path.dirname(file), file) };
}

async function contextAt(folder: string, file: string | undefined): Promise<DiskTree | undefined> {
  if (/^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/.test(folder) || folder === "-") return undefined;
  return openContext(folder, await readIgnore(folder, file));
}

const isFolder = (name: string): boolean => fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

function defaultIn(folder: string): string {
  const upper = path.join(folder, "Dockerfile");
  const lower = path.join(folder, "dockerfile");
  return !fs.existsSync(upper) && fs.existsSync(lower) ? lower : upper;
}

function readDockerfile(file: string): string {
  try {
    return textOfBytes(fs.readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw missingDockerfile(path.dirname(file), path.basename(file), file, "name it: dbuild check FILE");
    if (code === "EISDIR") {
      throw new UserError({ message: `${file} is a folder, not a Dockerfile`, hint: "name the file in it: dbuild check FILE" });
    }
    throw new UserError({ message: `${file} cannot be read: ${code}`, hint: `see ls -l ${file}` });
  }
}
