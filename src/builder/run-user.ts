/**
 * The user of a RUN as BuildKit finds it in the image, where the engine is more lenient: without
 * /etc/passwd only a pair of numbers is a user, and a working directory that is gone is made anew as the user's.
 */
import { posix } from "node:path";
import type { TarMember } from "../context/tar-write.ts";
import type { Engine } from "../engine/engine.ts";
import { directoryMember } from "./copy/members.ts";
import { accounts, type Owner } from "./copy/owner.ts";
import { type Files, filesOf } from "./image-fs/container-files.ts";
import { StepProblem } from "./problem.ts";

/** `user` is USER's, "" without one; `workdir` absolute. */
export type RunPlace = { readonly user: string; readonly workdir: string };

/** Nobody to look up, and whom the engine's own root serves as well. */
export const isPlainRoot = ({ user }: RunPlace): boolean => user === "" || /^(?:root|0):(?:root|0)$/.test(user);

/**
 * What is to be written into the container of a RUN before it starts: a working directory that is gone. `look`: a container of its
 * image, made without mounts and without a working directory (the engine makes those as root's). `mounted`: paths that will hide
 * the container's own. Throws StepProblem for a user that BuildKit would not find.
 */
export async function missingForUser(
  engine: Engine,
  look: string,
  place: RunPlace,
  mounted: readonly string[],
): Promise<readonly TarMember[]> {
  if (isPlainRoot(place)) return [];
  const files = filesOf(engine, look);
  const at = files.resolve;
  const [passwd, group, folder] = await Promise.all([at("/etc/passwd"), at("/etc/group"), at(posix.resolve(place.workdir))]);
  const pair = idPair(place.user);
  if (pair === undefined && passwd.stat?.type !== "file") {
    throw noFile("user", place.user.split(":", 1)[0] || "0", "/etc/passwd");
  }
  const { missing } = folder;
  if (missing.length === 0 && group.stat?.type === "file") return [];
  const owner = pair ?? (await lookUp(files, place.user, group.stat?.type === "file"));
  const hidden = (path: string) => mounted.some((target) => /^\/dev(?:\/|$)/.test(target) || `${path}/`.startsWith(`${target}/`));
  const now = Math.floor(Date.now() / 1000);
  return missing.filter((path) => !hidden(path)).map((path) => directoryMember(path, 0o755, owner, now));
}

/** Two numbers of 32 bits, or root, need no looking up. */
function idPair(spec: string): Owner | undefined {
  const [uid, gid] =
    /^(root|\d+):(root|\d+)$/
      .exec(spec)
      ?.slice(1)
      .map((word) => (word === "root" ? 0 : Number(word))) ?? [];
  if (uid === undefined || gid === undefined || Math.max(uid, gid) > 0xffffffff) return undefined;
  return { uid, gid };
}

/** What is not to be found is 0 here: the engine refuses it when it starts the program. */
async function lookUp(files: Files, spec: string, groups: boolean): Promise<Owner> {
  const [user = "", group = ""] = spec.split(":", 2);
  const sameUser = ([name, , id]: readonly string[]) => (user === "" ? id === "0" : name === user || id === user);
  const line = (await accounts(files, "/etc/passwd")).find(sameUser);
  if (!groups && (line || group !== "")) throw noFile("the groups of", line?.[0] ?? user, "/etc/group");
  const own = group === "" ? undefined : await accounts(files, "/etc/group");
  const named = own?.find(([name, , id]) => name === group || id === group)?.[2];
  const number = (text: string | undefined) => Number(text) || 0;
  return { uid: number(line?.[2] ?? user), gid: number(group === "" ? line?.[3] : (named ?? group)) };
}

const noFile = (what: string, name: string, file: string): StepProblem =>
  new StepProblem(
    `unable to find ${what} ${name}: the image has no file ${file}`,
    "without it docker build takes a user only as two numbers: USER 1000:1000",
  );
