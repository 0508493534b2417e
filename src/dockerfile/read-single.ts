// Instructions whose argument is the rest of the line, and the two that take a list of words.
// WORKDIR path     USER user     STOPSIGNAL signal     MAINTAINER name     EXPOSE port …     VOLUME path … | ["path", …]
import { trimSpace } from "./blanks.ts";
import { checkWords } from "./check-words.ts";
import { readJsonForm } from "./json-form.ts";
import type {
  ExposeInstruction,
  MaintainerInstruction,
  StopsignalInstruction,
  UserInstruction,
  VolumeInstruction,
  WorkdirInstruction,
} from "./program.ts";
import { tellWrongJson } from "./read-command.ts";
import { readFlags } from "./read-flags.ts";
import type { Word } from "./source-map.ts";
import { splitBlanks } from "./split-line.ts";
import { requireRest, type Statement } from "./statement.ts";

export function readWorkdir(statement: Statement): WorkdirInstruction | undefined {
  const rest = readRest(statement);
  return rest && { ...statement.base, kind: "workdir", path: expandable(statement, rest) };
}

export function readUser(statement: Statement): UserInstruction | undefined {
  const rest = readRest(statement);
  return rest && { ...statement.base, kind: "user", user: expandable(statement, rest) };
}

export function readMaintainer(statement: Statement): MaintainerInstruction | undefined {
  const rest = readRest(statement);
  return rest && { ...statement.base, kind: "maintainer", name: rest.text };
}

/** STOPSIGNAL's flags are dropped unseen, as BuildKit does. */
export function readStopsignal(statement: Statement): StopsignalInstruction | undefined {
  if (!requireRest(statement, "exactly one argument")) return undefined;
  return { ...statement.base, kind: "stopsignal", signal: expandable(statement, statement.rest) };
}

/** Ports in file order; BuildKit sorts the raw words before it expands them. */
export function readExpose(statement: Statement): ExposeInstruction | undefined {
  readFlags(statement, []);
  if (!requireRest(statement, "at least one argument", "Write EXPOSE port[/protocol].")) return undefined;
  const words = splitBlanks(statement.rest);
  checkWords(statement, words);
  return { ...statement.base, kind: "expose", ports: words.map((word) => word.text) };
}

export function readVolume(statement: Statement): VolumeInstruction | undefined {
  const { rest, problem } = statement;
  readFlags(statement, []);
  const form = readJsonForm(rest.text);
  if (form.type === "wrong") {
    tellWrongJson(statement, rest);
    return undefined;
  }
  const given = form.type === "array" ? form.items.map((text) => ({ ...rest, text })) : splitBlanks(rest);
  const words = given.map((word) => ({ ...word, text: trimSpace(word.text) }));
  if (words.length === 0) problem("VOLUME requires at least one argument");
  if (words.some((word) => word.text === "")) problem("a VOLUME can not be an empty string", "arguments");
  checkWords(statement, words);
  return words.length === 0 ? undefined : { ...statement.base, kind: "volume", paths: words.map((word) => word.text) };
}

function readRest(statement: Statement): Word | undefined {
  readFlags(statement, []);
  return requireRest(statement, "exactly one argument") ? statement.rest : undefined;
}

function expandable(statement: Statement, word: Word): string {
  checkWords(statement, [word]);
  return word.text;
}
