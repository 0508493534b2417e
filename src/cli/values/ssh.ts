/** --ssh default | id[=socket | =key[,key…]]: agents and keys a RUN --mount=type=ssh may use (buildx' reading). */
import fs from "node:fs";
import path from "node:path";
import type { SshSource } from "../../builder/request.ts";
import { badValue } from "./bad-value.ts";

const hint = "write --ssh default for the running agent, --ssh id=socket, or --ssh id=key[,key]";

/** By id. Throws UserError: no agent, no such file, not a key, a key with a passphrase, an id given twice. */
export function readSsh(list: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Readonly<Record<string, SshSource>> {
  const result: Record<string, SshSource> = {};
  for (const text of list) {
    if (text === "") continue;
    const at = text.indexOf("=");
    const id = (at < 0 ? text : text.slice(0, at)) || "default";
    if (result[id] !== undefined) throw badValue("--ssh", text, `the id ${id} is given twice`, hint);
    const files = at < 0 || at === text.length - 1 ? [] : text.slice(at + 1).split(",");
    result[id] = sourceOf(text, files, env, cwd);
  }
  return result;
}

function sourceOf(text: string, files: readonly string[], env: NodeJS.ProcessEnv, cwd: string): SshSource {
  const bad = (why: string) => badValue("--ssh", text, why, hint);
  const paths = files.length > 0 ? files.map((file) => path.resolve(cwd, file)) : [env.SSH_AUTH_SOCK ?? ""];
  if (paths[0] === "") throw bad("no ssh agent runs here (SSH_AUTH_SOCK is not set)");
  const sockets = paths.filter((file) => {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) throw bad(`there is no file ${file}`);
    return stats.isSocket();
  });
  const [socket] = sockets;
  if (socket === undefined) {
    for (const file of paths) requireKey(file, bad);
    return { kind: "keys", paths };
  }
  if (paths.length > 1) throw bad("one socket, or keys, but not both");
  return { kind: "agent", socket };
}

function requireKey(file: string, bad: (why: string) => Error): void {
  let text: string;
  try {
    text = fs.readFileSync(file, "latin1");
  } catch (error) {
    throw bad(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const body = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----([\s\S]*?)-----END/.exec(text);
  if (body === null) throw bad(`${file} is neither an agent's socket nor a private key`);
  const [, kind = "", lines = ""] = body;
  if (kind === "ENCRYPTED " || /^Proc-Type: 4,ENCRYPTED/m.test(lines) || (kind === "OPENSSH " && isLocked(lines))) {
    throw bad(`the key ${file} has a passphrase; add it to an agent (ssh-add) and write --ssh default`);
  }
}

/** OpenSSH's own format names the cipher behind its magic: a length and a word. */
function isLocked(base64: string): boolean {
  const data = Buffer.from(base64, "base64");
  const at = "openssh-key-v1\0".length;
  if (data.length < at + 4) return false;
  const length = data.readUInt32BE(at);
  return data.toString("latin1", at + 4, at + 4 + length) !== "none";
}
