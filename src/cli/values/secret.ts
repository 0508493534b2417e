/**
 * --secret id=x[,src=file | ,env=NAME][,type=file|env], a CSV record (buildx' reading). Only where a value is to be found is kept
 * here, never the value.
 */
import fs from "node:fs";
import path from "node:path";
import type { SecretSource } from "../../builder/request.ts";
import { readCsv } from "../../dockerfile/csv.ts";
import { badValue } from "./bad-value.ts";

/** BuildKit's limit. */
const largest = 500 * 1024;
const hint = "write --secret id=name,src=file or --secret id=name,env=VARIABLE";

/** By id, the last of an id wins. Throws UserError, also for a file that is not there. */
export function readSecrets(
  list: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Readonly<Record<string, SecretSource>> {
  const given = list.filter((text) => text !== "").map((text) => readSecret(text, env, cwd));
  return Object.fromEntries(given);
}

function readSecret(text: string, env: NodeJS.ProcessEnv, cwd: string): readonly [string, SecretSource] {
  const { id, file, variable } = fieldsOf(text);
  if (id === "") throw badValue("--secret", text, "it has no id", hint);
  const unnamed = file === "" && variable === "";
  const fallback = unnamed && env[id] === undefined ? id : file;
  if (fallback !== "") requireFile(text, path.resolve(cwd, fallback), unnamed ? id : undefined);
  if (variable !== "") return [id, { kind: "env", name: variable }];
  return [id, fallback === "" ? { kind: "env", name: id } : { kind: "file", path: path.resolve(cwd, fallback) }];
}

function fieldsOf(text: string): { readonly id: string; readonly file: string; readonly variable: string } {
  const record = readCsv(text);
  if (!record.ok) throw badValue("--secret", text, record.message, hint);
  let [id, file, variable, type] = ["", "", "", ""];
  for (const field of record.fields) {
    const at = field.indexOf("=");
    if (at < 0) throw badValue("--secret", text, `${JSON.stringify(field)} is no key=value pair`, hint);
    const value = field.slice(at + 1);
    const key = field.slice(0, at).toLowerCase();
    if (key === "id") id = value;
    else if (key === "src" || key === "source") file = value;
    else if (key === "env") variable = value;
    else if (key !== "type") throw badValue("--secret", text, `unexpected key ${JSON.stringify(field.slice(0, at))}`, hint);
    else if (value !== "file" && value !== "env")
      throw badValue("--secret", text, `there is no type ${JSON.stringify(value)}`, hint);
    else type = value;
  }
  // type=env makes src the variable's name.
  return type === "env" && variable === "" ? { id, file: "", variable: file } : { id, file, variable };
}

function requireFile(text: string, file: string, id: string | undefined): void {
  const bad = (why: string) => badValue("--secret", text, why, hint);
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw bad(id === undefined ? `there is no file ${file}` : `the environment has no ${id}, and there is no file ${file}`);
  }
  if (stats.isDirectory()) throw bad(`${file} is a folder`);
  if (stats.size > largest) throw bad(`${file} is too big, a secret has 500 KiB at most`);
  try {
    fs.accessSync(file, fs.constants.R_OK);
  } catch {
    throw bad(`${file} cannot be read: permission denied`);
  }
}
