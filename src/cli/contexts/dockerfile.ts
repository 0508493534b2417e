/** Finding and reading the Dockerfile: links are followed inside the folder it is looked for in, as BuildKit does it. */
import fs from "node:fs";
import path from "node:path";
import { findPath } from "../../context/disk-tree.ts";
import { noIgnore } from "../../context/ignore.ts";
import { textOfBytes } from "../../dockerfile/bytes.ts";
import { nearest } from "../../dockerfile/suggest.ts";
import { UserError } from "../../errors.ts";

export type FoundDockerfile = {
  /** As the user would write it. */
  readonly shown: string;
  readonly text: string;
};

/** `-f file`: a path of the user's, from the current folder. Throws UserError. */
export function dockerfileAt(file: string): FoundDockerfile {
  return { shown: file, text: readIn(path.dirname(file), path.basename(file), file, file) };
}

/** `Dockerfile`, or `dockerfile` when that is missing, in a folder of the user's. Throws UserError. */
export function dockerfileIn(folder: string): FoundDockerfile {
  const name = defaultName(folder);
  const shown = path.join(folder, name);
  return { shown, text: readIn(folder, name, shown, shown) };
}

/** The same inside a fetched context, where `-f` names a path of it; `origin` says where it came from. Throws UserError. */
export function dockerfileInside(root: string, file: string | undefined, origin: string): FoundDockerfile {
  const name = file === undefined ? defaultName(root) : path.posix.normalize(`/${file}`).slice(1);
  const shown = `${origin}: ${name}`;
  return { shown, text: readIn(root, name, shown, `${name} in ${origin}`) };
}

function defaultName(folder: string): string {
  const there = (name: string) => fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false }) !== undefined;
  return !there("Dockerfile") && there("dockerfile") ? "dockerfile" : "Dockerfile";
}

function readIn(folder: string, name: string, shown: string, place: string): string {
  const named = path.join(folder, name);
  const root = realFolder(folder, place);
  const found = findPath({ root, ignore: noIgnore }, name);
  if (found.kind === "missing" && fs.existsSync(named)) {
    throw new UserError({
      message: `${shown} is a link that leads out of ${folder}, where docker build does not follow it`,
      hint: `name the file itself: -f ${fs.realpathSync(named)}`,
    });
  }
  if (found.kind !== "found") throw missingDockerfile(folder, name, place, "name the Dockerfile with -f");
  if (found.type === "directory")
    throw new UserError({ message: `${shown} is a folder, not a Dockerfile`, hint: "name the file in it with -f" });
  return readText(path.join(root, found.path), shown);
}

function realFolder(folder: string, place: string): string {
  try {
    return fs.realpathSync(folder || ".");
  } catch {
    throw new UserError({ message: `there is no file ${place}`, hint: `there is no folder ${folder}` });
  }
}

/** Says that `name` is not in `folder` (for people: at `place`), and which file there may have been meant; `hint` where none is near. */
export function missingDockerfile(folder: string, name: string, place: string, hint: string): UserError {
  const link = linkTarget(path.join(folder || ".", name));
  if (link !== undefined)
    return new UserError({
      message: `${place} is a link to ${link}, which is not there`,
      hint: "mend the link, or name the file with -f",
    });
  const files = filesBeside(folder, name).filter((file) => file !== path.basename(name));
  const wanted = path.basename(name).toLowerCase();
  const near = nearest(wanted, [...new Set(files.map((file) => file.toLowerCase()))]);
  const meant = files.find((file) => file.toLowerCase() === (near ?? wanted));
  return new UserError({
    message: `there is no file ${place}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    hint,
  });
}

/** Where a link leads, as it is written; undefined: no link. */
function linkTarget(file: string): string | undefined {
  try {
    return fs.readlinkSync(file);
  } catch {
    return undefined;
  }
}

function filesBeside(folder: string, name: string): readonly string[] {
  try {
    const entries = fs.readdirSync(path.join(folder || ".", path.dirname(name)), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name]));
  } catch {
    return [];
  }
}

/** The text of a file as it is. Throws UserError. */
export function readText(file: string, shown: string): string {
  try {
    return textOfBytes(fs.readFileSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EACCES")
      throw new UserError({ message: `${shown} cannot be read: permission denied`, hint: `see ls -l ${shown}` });
    throw new UserError(`${shown} cannot be read: ${message}`);
  }
}
