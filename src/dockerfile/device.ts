// RUN --device: BuildKit's stable frontend reads it and then refuses it.
import { readCsv } from "./csv.ts";
import type { Flag } from "./read-flags.ts";
import type { Statement } from "./statement.ts";

export function checkDevice(statement: Statement, flag: Flag): void {
  const wrong = deviceProblem(flag.value);
  if (wrong !== undefined) statement.problem(`--device: ${wrong}`, flag.word, "Write --device=NAME or --device=NAME,required.");
  else {
    const hint = "docker build refuses it too: only the labs frontend takes it.";
    statement.problemIfNeeded("RUN --device is not in the stable Dockerfile syntax", flag.word, hint);
  }
}

function deviceProblem(text: string): string | undefined {
  const read = readCsv(text);
  if (!read.ok) return read.message;
  let name: string | undefined;
  for (const field of read.fields) {
    const equals = field.indexOf("=");
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? undefined : field.slice(equals + 1);
    if (key === "required") {
      if (value === undefined || /^(?:1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)) continue;
      return `required takes true or false, not "${value}"`;
    }
    if (key === "name" && value !== undefined) {
      if (name) return `its name is ${name} already`;
      name = value;
    } else if (!name) name = field;
    else return value === undefined ? `invalid field "${field}"` : `unexpected key "${key}"`;
  }
  return undefined;
}
