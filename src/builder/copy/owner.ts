/** Names of users and groups to numbers, by the image's own /etc/passwd and /etc/group, as the engine's builder does it. */

import { UserError } from "../../errors.ts";
import type { Files } from "../image-fs/container-files.ts";

export type Owner = { readonly uid: number; readonly gid: number };

export const root: Owner = { uid: 0, gid: 0 };

/**
 * The owner that `--chown=spec` means in this container: `name`, `number`, `name:group`, …. A name takes the group of its
 * passwd line, a number the group of the same number; unknown names are 0 (or the user's own group).
 * `empty`: the stage has no layer yet, where the engine refuses names; that throws UserError.
 */
export async function resolveUser(files: Files, spec: string, empty = false): Promise<Owner> {
  const colon = spec.indexOf(":");
  const user = parseId(colon < 0 ? spec : spec.slice(0, colon));
  const group = colon < 0 ? undefined : parseId(spec.slice(colon + 1));
  if (empty && (typeof user === "string" || typeof group === "string")) {
    throw new UserError({
      message: `invalid user index: -1: the stage is empty, there is no /etc/passwd to look up ${spec} in`,
      hint: "Use numbers until the stage has files.",
    });
  }
  let owner: Owner = typeof user === "number" ? { uid: user, gid: user } : root;
  if (typeof user === "string") {
    const line = (await accounts(files, "/etc/passwd")).find(([name]) => name === user);
    if (line) owner = { uid: toNumber(line[2]), gid: toNumber(line[3]) };
  }
  if (typeof group === "number") owner = { ...owner, gid: group };
  if (typeof group === "string") {
    const line = (await accounts(files, "/etc/group")).find(([name]) => name === group);
    if (line) owner = { ...owner, gid: toNumber(line[2]) };
  }
  return owner;
}

/** The owner of what WORKDIR makes under `USER user` (empty: root). Same rules as `--chown`. */
export function ownerOf(files: Files, user: string, empty = false): Promise<Owner> {
  return user === "" ? Promise.resolve(root) : resolveUser(files, user, empty);
}

/** A number, or a name to look up. `root` and nothing are 0 without looking. */
function parseId(word: string): number | string {
  if (word === "" || word === "root") return 0;
  if (!/^[-+]?\d+$/.test(word)) return word;
  const value = Number(word);
  if (value > 0x7fffffff || value < -0x80000000) return word;
  // -1 is "leave as it is" to the kernel, and what is copied from a context is root's.
  return value === -1 ? 0 : value >>> 0;
}

function toNumber(field: string | undefined): number {
  return field !== undefined && /^[-+]?\d+$/.test(field) ? Number(field) : 0;
}

/** Lines of passwd or group, split; none when the file is missing. */
export async function accounts(files: Files, path: string): Promise<readonly (readonly string[])[]> {
  const found = await files.resolve(path);
  if (found.stat === undefined) return [];
  if (found.stat.type !== "file") throw new UserError({ message: `cannot look up names: ${path} is a ${found.stat.type}` });
  const lines = ((await files.readFile(found.path))?.content.toString() ?? "").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => line.trim().split(":"));
}
