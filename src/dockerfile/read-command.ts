// CMD, ENTRYPOINT: text for the shell | ["argument", …]     SHELL ["program", …]. RUN is in read-run.ts.

import { looksLikeJson, readJsonForm } from "./json-form.ts";
import type { CmdInstruction, Command, EntrypointInstruction, ShellInstruction } from "./program.ts";
import { readFlags } from "./read-flags.ts";
import type { Word } from "./source-map.ts";
import { requireRest, type Statement } from "./statement.ts";

export function readCmd(statement: Statement): CmdInstruction | undefined {
  readFlags(statement, []);
  const command = readCommand(statement, statement.rest);
  return command && { ...statement.base, kind: "cmd", command };
}

export function readEntrypoint(statement: Statement): EntrypointInstruction | undefined {
  readFlags(statement, []);
  const command = readCommand(statement, statement.rest);
  return command && { ...statement.base, kind: "entrypoint", command };
}

export function readShell(statement: Statement): ShellInstruction | undefined {
  const { rest, problem } = statement;
  readFlags(statement, []);
  const example = 'Write SHELL ["/bin/sh", "-c"].';
  if (!requireRest(statement, "at least one argument", example)) return undefined;
  const form = readJsonForm(rest.text);
  if (form.type === "wrong") tellWrongJson(statement, rest);
  else if (form.type === "text")
    problem("SHELL requires its arguments in JSON form", "arguments", jsonHint(rest.text) ?? example);
  else if (form.items.length === 0) problem("SHELL requires at least one argument", "arguments", example);
  else return { ...statement.base, kind: "shell", args: form.items };
  return undefined;
}

/** Shell or exec form; undefined when it is an array of other things than strings (told). No text is a command too. */
export function readCommand(statement: Statement, text: Word): Command | undefined {
  const form = readJsonForm(text.text);
  if (form.type === "array") return { form: "exec", args: form.items };
  if (form.type === "text") return { form: "shell", text: text.text };
  tellWrongJson(statement, text);
  return undefined;
}

export function tellWrongJson(statement: Statement, place: Word): void {
  statement.problem(
    `${statement.name}: a JSON array must hold strings only`,
    place,
    'Write ["one", "two"], each in double quotes.',
  );
}

/** Why an array in brackets is no JSON, as far as one can tell. */
function jsonHint(text: string): string | undefined {
  if (!looksLikeJson(text)) return undefined;
  if (text.includes("'")) return "JSON strings take double quotes.";
  return /,\s*\]\s*$/.test(text) ? "JSON allows no comma before the closing bracket." : "The brackets do not hold valid JSON.";
}
