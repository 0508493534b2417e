/** A breakpoint from words: `/make/ if exit != 0`, `on exit 2`, `stage:final hits >3 log "{user}"`. Pure. */
import { parseDuration } from "../../dockerfile/duration.ts";
import type { Instruction } from "../../dockerfile/program.ts";
import { parseSize } from "../../dockerfile/size.ts";
import { nearest } from "../../dockerfile/suggest.ts";
import { isRefused, type Refused, refused } from "../commands/command.ts";
import { expressionOf, isStep, locate } from "../commands/location.ts";
import type { Arguments, Situation } from "../commands/row.ts";
import { lineOf } from "../commands/why-not.ts";
import { firstWord, wordsOf } from "../commands/words.ts";
import type { NewBreakpoint, Where } from "./breakpoint.ts";
import { readExpression } from "./expression.ts";
import { fileGlob } from "./file-glob.ts";

const kinds: readonly Instruction["kind"][] = [
  "from",
  "run",
  "copy",
  "add",
  "workdir",
  "env",
  "arg",
  "user",
  "label",
  "cmd",
  "entrypoint",
  "expose",
  "volume",
  "shell",
  "healthcheck",
  "stopsignal",
  "onbuild",
];

type Options = { -readonly [Key in "condition" | "hits" | "log" | "run" | "temporary"]?: NewBreakpoint[Key] };

export function readBreakpoint(text: string, situation: Situation): NewBreakpoint | Refused {
  const place = placeOf(text, situation);
  if ("reason" in place) return place;
  const options = optionsOf(place.rest);
  return "reason" in options ? options : { where: place.where, ...options };
}

type Place = { readonly where: Where; readonly rest: string };

function placeOf(text: string, situation: Situation): Place | Refused {
  const [word = "", rest] = firstWord(text);
  if (word === "on") return eventOf(rest);
  const here = word === "" || Object.hasOwn(optionReaders, word);
  const step = locate(here ? undefined : word, situation);
  if (!isStep(step)) return step;
  const line = lineOf(situation.session.plan, step);
  if (line === undefined) return refused("The base image brought that instruction (ONBUILD): break on its FROM, or on RUN.");
  return { where: { kind: "line", line }, rest: here ? text.trim() : rest };
}

/** What stands behind `on`. */
function eventOf(text: string): Place | Refused {
  const [word = "", rest] = firstWord(text);
  const [value = "", after] = firstWord(rest);
  const kind = kinds.find((each) => each === word.toLowerCase());
  if (kind !== undefined) return { where: { kind: "instruction", instruction: kind }, rest };
  switch (word) {
    case "failure":
      return { where: { kind: "failure" }, rest };
    case "stage":
      if (value === "") return refused("on stage takes a name or number: on stage final.");
      return { where: { kind: "stage", stage: value }, rest: after };
    case "exit":
      if (!/^\d{1,3}$/.test(value) || Number(value) > 255) return refused("on exit takes an exit code, 0 to 255: on exit 2.");
      return { where: { kind: "exit-code", code: Number(value) }, rest: after };
    case "size": {
      const bytes = parseSize(value);
      if (bytes === undefined || value === "") return refused("on size takes a size: on size 100MB.");
      return { where: { kind: "layer-size", bytes }, rest: after };
    }
    case "elapsed": {
      const time = parseDuration(value);
      if (!time.ok || time.nanoseconds <= 0) return refused("on elapsed takes a time: on elapsed 10m.");
      return { where: { kind: "elapsed", ms: time.nanoseconds / 1e6 }, rest: after };
    }
    case "log":
      return onLog(rest);
    case "file":
      return onFile(rest);
  }
  const meant = nearest(word, words);
  return refused(
    `A breakpoint can be on ${words.join(", ")} or an instruction such as RUN${meant ? `; did you mean ${meant}?` : "."}`,
  );
}

const words = ["failure", "stage", "exit", "size", "elapsed", "log", "file"];

/** A glob with blanks in it stands in quotes. */
function onFile(text: string): Place | Refused {
  const [whole = "", double, single] = /^(?:"((?:\\.|[^"\\])*)"|'([^']*)'|\S+)/.exec(text) ?? [];
  const glob = double?.replaceAll(/\\(["\\])/g, "$1") ?? single ?? whole;
  if (!/^(?:\/|\*\*)/.test(glob))
    return refused("on file takes a path of the image: on file /etc/passwd, on file /usr/lib/**/*.so.");
  if (fileGlob(glob) === undefined) return refused(`"${glob}" is no pattern for files: close every [ with a ].`);
  return { where: { kind: "file", glob }, rest: text.slice(whole.length).trim() };
}

function onLog(text: string): Place | Refused {
  const [word = "", rest] = firstWord(text);
  if (!word.startsWith("/") || word.length < 2)
    return refused(`on log takes a regular expression between slashes: on log ${asExpression(text)}.`);
  const expression = expressionOf(word);
  if (isRefused(expression)) return expression;
  const { source, flags } = expression;
  return { where: { kind: "log", pattern: source, ...(flags !== "" && { flags }) }, rest };
}

/** The words in front of `hits`, `if` and the like as the regular expression that means them. */
function asExpression(text: string): string {
  const words = wordsOf(text);
  const end = words.findIndex((word) => Object.hasOwn(optionReaders, word));
  const meant = words.slice(0, end < 0 ? words.length : end).join(" ");
  return meant === "" ? "/error:/" : `/${meant.replaceAll(/[\\/^$.*+?()[\]{}|]/g, "\\$&")}/`;
}

const optionReaders: Readonly<Record<string, (options: Options, rest: string) => string | Refused>> = {
  if: (options, rest) => {
    const read = readExpression(rest);
    const [, first = "", behind] = /^(.+?)\s+((?:hits|log|run|temporary)\b.*)$/s.exec(rest) ?? [];
    if (!read.ok && behind !== undefined && readExpression(first).ok) return refused(`if stands last: ${behind} if ${first}.`);
    if (!read.ok) return refused(`The condition cannot be read: ${read.message}.`);
    options.condition = rest;
    return "";
  },
  hits: (options, rest) => {
    const [, sign, count] = /^([>%])\s*([1-9]\d*)(?=\s|$)/.exec(rest) ?? [];
    if (sign === undefined) return refused("hits takes >3 (from the fourth on) or %2 (every second).");
    options.hits = sign === ">" ? { from: Number(count) + 1 } : { every: Number(count) };
    return rest.replace(/^[>%]\s*\d+/, "").trim();
  },
  log: (options, rest) => {
    const [whole, double, single] = /^(?:"((?:\\.|[^"\\])*)"|'([^']*)')/.exec(rest) ?? [];
    if (whole === undefined) return refused('log takes a message in quotes: log "user is {user}".');
    options.log = double?.replaceAll(/\\(.)/gs, "$1") ?? single ?? "";
    return rest.slice(whole.length).trim();
  },
  run: (options, rest) => {
    const [whole, double, single] = /^(?:"((?:\\.|[^"\\])*)"|'([^']*)')/.exec(rest) ?? [];
    // as in a shell: a backslash that is not before a quote or another one is the command's own
    const command = double?.replaceAll(/\\(["\\])/g, "$1") ?? single ?? "";
    if (whole === undefined || command.trim() === "") return refused('run takes a command in quotes: run "ls -l /app".');
    options.run = command;
    return rest.slice(whole.length).trim();
  },
  temporary: (options, rest) => {
    options.temporary = true;
    return rest;
  },
};

function optionsOf(text: string): Options | Refused {
  const options: Options = {};
  let rest = text.trim();
  while (rest !== "") {
    const [word = "", after] = firstWord(rest);
    const reader = Object.hasOwn(optionReaders, word) ? optionReaders[word] : undefined;
    if (reader === undefined) return refused(`"${word}" means nothing there: if, hits, log, run and temporary do.`);
    const left = reader(options, after);
    if (typeof left !== "string") return left;
    rest = left;
  }
  return options;
}

/** What a breakpoint takes. */
export const breakpointArguments = (places: Arguments): Arguments => ({
  usage: "[place | on event] [hits >n] [log text] [run command] [if condition]",
  complete: (typed, ...rest) => {
    const last = typed.at(-1) ?? "";
    if (typed.length === 1) return ["on", ...places.complete(typed, ...rest)].filter((each) => each.startsWith(last));
    const offered =
      typed.length === 2 && typed[0] === "on"
        ? [...words, ...kinds.map((kind) => kind.toUpperCase())]
        : Object.keys(optionReaders);
    return offered.filter((each) => each.startsWith(last));
  },
});
