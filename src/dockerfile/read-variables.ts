// ARG NAME[=default] …     ENV KEY=value … | KEY rest of line     LABEL likewise
import { checkWords } from "./check-words.ts";
import type { ArgInstruction, EnvInstruction, LabelInstruction, Pair } from "./program.ts";
import { readFlags } from "./read-flags.ts";
import type { Word } from "./source-map.ts";
import { splitQuoted } from "./split-line.ts";
import { requireRest, type Statement } from "./statement.ts";

const blanks = /[\t\v\f\r ]+/;

/** ARG's flags are dropped unseen, as BuildKit does. */
export function readArg(statement: Statement): ArgInstruction | undefined {
  if (!requireRest(statement, "at least one argument", "Write ARG NAME or ARG NAME=default.")) return undefined;
  const args: { name: string; value?: string }[] = [];
  for (const word of splitQuoted(statement.rest, statement.escape)) {
    const { key, value } = splitPair(word);
    if (value === undefined) args.push({ name: key.text });
    else {
      if (key.text === "") statement.problem("ARG names can not be blank", word);
      checkWords(statement, [value], key.text);
      args.push({ name: key.text, value: value.text });
    }
  }
  return { ...statement.base, kind: "arg", args };
}

export function readEnv(statement: Statement): EnvInstruction | undefined {
  const pairs = readPairs(statement);
  return pairs && { ...statement.base, kind: "env", pairs };
}

export function readLabel(statement: Statement): LabelInstruction | undefined {
  const pairs = readPairs(statement);
  return pairs && { ...statement.base, kind: "label", pairs };
}

function readPairs(statement: Statement): readonly Pair[] | undefined {
  const { name, rest, problem } = statement;
  readFlags(statement, []);
  if (!requireRest(statement, "at least one argument", `Write ${name} KEY=value.`)) return undefined;
  const words = splitQuoted(rest, statement.escape);
  const first = words[0];
  if (first === undefined) {
    problem(`${name} requires at least one argument`);
    return undefined;
  }
  if (!first.text.includes("=")) return readLegacyPair(statement);
  const pairs: Pair[] = [];
  for (const word of words) {
    const { key, value } = splitPair(word);
    if (value === undefined) {
      problem(`${name}: "${word.text}" has no =`, word, `Write ${name} KEY=value; a value with blanks goes in quotes.`);
      continue;
    }
    if (key.text === "") problem(`${name} names can not be blank`, word);
    checkWords(statement, [key, value]);
    pairs.push({ key: key.text, value: value.text });
  }
  return pairs;
}

/** Tells what BuildKit minds in an ENV or LABEL that it only puts by (ONBUILD). */
export function checkPairs(statement: Statement): void {
  const { name, rest, problem } = statement;
  const words = splitQuoted(rest, statement.escape);
  if (words[0] !== undefined && !words[0].text.includes("=")) {
    if (!blanks.test(rest.text)) problem(`${name} must have two arguments`, rest, `Write ${name} ${rest.text}=value.`);
    return;
  }
  for (const word of words) {
    if (!word.text.includes("=")) problem(`${name}: "${word.text}" has no =`, word, `Write ${name} KEY=value.`);
  }
}

/** `KEY rest of line`: the rest is one value, blanks included. */
function readLegacyPair(statement: Statement): readonly Pair[] | undefined {
  const { name, rest } = statement;
  const gap = blanks.exec(rest.text);
  if (gap === null) {
    statement.problem(`${name} must have two arguments`, "arguments", `Write ${name} ${rest.text}=value.`);
    return undefined;
  }
  const from = gap.index + gap[0].length;
  const key = { text: rest.text.slice(0, gap.index), start: rest.start, end: rest.start + gap.index };
  const value = { text: rest.text.slice(from), start: rest.start + from, end: rest.end };
  checkWords(statement, [key, value]);
  return [{ key: key.text, value: value.text }];
}

function splitPair(word: Word): { readonly key: Word; readonly value?: Word } {
  const equals = word.text.indexOf("=");
  if (equals === -1) return { key: word };
  return {
    key: { text: word.text.slice(0, equals), start: word.start, end: word.start + equals },
    value: { text: word.text.slice(equals + 1), start: word.start + equals + 1, end: word.end },
  };
}
