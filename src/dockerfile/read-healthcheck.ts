// HEALTHCHECK [--interval=…] [--timeout=…] [--start-period=…] [--start-interval=…] [--retries=…] CMD command | NONE
import { parseDuration } from "./duration.ts";
import { readJsonForm } from "./json-form.ts";
import type { HealthcheckInstruction } from "./program.ts";
import { readCommand } from "./read-command.ts";
import { type Flags, readFlags } from "./read-flags.ts";
import type { Word } from "./source-map.ts";
import { requireRest, type Statement } from "./statement.ts";
import { nearest } from "./suggest.ts";

const names = ["interval", "timeout", "start-period", "start-interval", "retries"];
const form = "Write HEALTHCHECK [flags] CMD command, or HEALTHCHECK NONE.";

export function readHealthcheck(statement: Statement): HealthcheckInstruction | undefined {
  const { rest, problem } = statement;
  if (!requireRest(statement, "at least one argument", form)) return undefined;
  const { type, command: text } = splitType(rest);
  const typeName = type.text.toUpperCase();
  if (typeName === "NONE") {
    // BuildKit does not look at the flags then, and takes an empty array for no arguments.
    const given = readJsonForm(text.text);
    if (text.text !== "" && !(given.type === "array" && given.items.length === 0)) {
      problem("HEALTHCHECK NONE takes no arguments", text);
    }
    return { ...statement.base, kind: "healthcheck", check: { type: "none" } };
  }
  const flags = readFlags(
    statement,
    names.map((name) => ({ name, type: "text" })),
  );
  const times = {
    interval: readInterval(statement, flags, "interval"),
    timeout: readInterval(statement, flags, "timeout"),
    startPeriod: readInterval(statement, flags, "start-period"),
    startInterval: readInterval(statement, flags, "start-interval"),
    retries: readRetries(statement, flags),
  };
  if (typeName !== "CMD") {
    const near = nearest(typeName, ["CMD", "NONE"]);
    problem(`unknown type "${type.text}" in HEALTHCHECK`, type, near ? `Did you mean ${near}?` : form);
    return undefined;
  }
  const command = readCommand(statement, text);
  if (command === undefined) return undefined;
  if (command.form === "exec" ? command.args.length === 0 : command.text === "") {
    problem("a command is missing after HEALTHCHECK CMD", undefined, form);
    return undefined;
  }
  return { ...statement.base, kind: "healthcheck", check: { type: "cmd", command, ...times } };
}

/** The first word, and what follows it. */
export function splitType(rest: Word): { readonly type: Word; readonly command: Word } {
  const gap = /[\t\v\f\r ]+/.exec(rest.text);
  const end = gap?.index ?? rest.text.length;
  const next = end + (gap?.[0].length ?? 0);
  return {
    type: { text: rest.text.slice(0, end), start: rest.start, end: rest.start + end },
    command: { text: rest.text.slice(next), start: rest.start + next, end: rest.end },
  };
}

/** Nanoseconds; 0 when not given or 0; at least a millisecond otherwise. */
function readInterval(statement: Statement, flags: Flags, name: string): number {
  const flag = flags.get(name);
  if (flag === undefined || flag.value === "") return 0;
  const duration = parseDuration(flag.value);
  if (!duration.ok) statement.problem(`--${name}: ${duration.message}`, flag.word, "Write durations like 30s, 1m30s or 500ms.");
  else if (duration.nanoseconds !== 0 && duration.nanoseconds < 1_000_000) {
    statement.problem(`--${name} can not be less than 1ms`, flag.word);
  } else return duration.nanoseconds;
  return 0;
}

function readRetries(statement: Statement, flags: Flags): number {
  const flag = flags.get("retries");
  if (flag === undefined || flag.value === "") return 0;
  const count = /^[+-]?\d+$/.test(flag.value) ? Number(flag.value) : Number.NaN;
  if (count >= 0 && count < 2 ** 31) return count;
  statement.problem(`--retries takes a whole number, 0 or more, not "${flag.value}"`, flag.word);
  return 0;
}
