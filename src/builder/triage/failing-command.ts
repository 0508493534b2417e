/**
 * Which command of a RUN failed, by what is in its output anyway: nothing is added to what runs. Where it is not sure, nothing is
 * said. Pure.
 */

import { stripVTControlCharacters } from "node:util";
import type { Program, RunInstruction } from "../../dockerfile/program.ts";
import { type RunScript, scriptOf } from "../../dockerfile/run-script.ts";
import { commandsOf, programsOf, type ScriptCommand } from "./commands.ts";
import { scriptLine } from "./script-line.ts";
import { type ShellMessage, shellMessage } from "./shell-message.ts";
import { type ToolMessage, toolMessage } from "./tool-message.ts";

/** One of the commands of a RUN. */
export type RunCommand = {
  /** Its line, counted from the instruction's first one, which is 0. */
  readonly line: number;
  /** As it is written, in one line, shortened. */
  readonly text: string;
};

export type FailingCommand = RunCommand & {
  /** The shell or interpreter said so; else its message is the last one that can be told to be somebody's. */
  readonly certain: boolean;
};

/** What ran: `argv` as its shell was started. */
export type Ran = {
  readonly instruction: RunInstruction;
  readonly escape: Program["escape"];
  readonly argv: readonly string[];
};

/** Lines at the end of the output that are looked at: for an interpreter's, which go deep, and for all others. */
const deepest = 40;
const lastLines = 12;
/** Characters of a command, or of a line, that are looked at or told. */
const longestText = 100;
const longestLine = 1000;

type Script = {
  readonly script: RunScript;
  readonly commands: readonly ScriptCommand[];
  /** What its shell begins its messages with. */
  readonly names: readonly string[];
};

/** Undefined where nothing is sure, or there is but one command. `output`: the end of it. */
export function failingCommand(ran: Ran, code: number, output: string): FailingCommand | undefined {
  const script = scriptOf(ran.instruction, ran.escape);
  if (script === undefined) return undefined;
  const lines = endOf(output);
  const read = readScript(ran, script);
  const place = isShellFile(script, read) ? undefined : scriptLine(script, read?.commands ?? [], lines);
  if (place !== undefined) return { ...placed(script, place.line), certain: place.isLast };
  if (read === undefined) return undefined;
  const [last] = lines;
  for (const line of lines.slice(0, lastLines)) {
    const found = byShell(read, line, code, line === last) ?? byTool(read, line, code);
    if (found === undefined) continue;
    // what a signal ended had no time to say why
    const said = found.certain || code <= 128;
    return said && !isOnly(found, read) ? found : undefined;
  }
  return undefined;
}

const isShellFile = ({ file }: RunScript, read: Script | undefined): boolean => file !== undefined && read !== undefined;

/** A command that failed while the script went on behind it. `complaints`: lines of the output in which a shell may tell of it. */
export function passedOver(ran: Ran, complaints: readonly string[]): RunCommand | undefined {
  const script = scriptOf(ran.instruction, ran.escape);
  const read = script && readScript(ran, script);
  if (read === undefined) return undefined;
  for (const line of complaints) {
    const message = shellMessage(line, read.names);
    if (!message?.notFound) continue;
    const [command, other] = candidates(read, message);
    if (command?.passedOver && other === undefined && command !== read.commands.at(-1)) return of(read, command);
  }
  return undefined;
}

function readScript({ argv }: Ran, script: RunScript): Script | undefined {
  const words = script.file === undefined ? argv.slice(0, -1) : shebangOf(script.text);
  const [shell = ""] = words;
  if (!/(?:^|\/)(?:sh|bash|dash|ash)$/.test(shell)) return undefined;
  const commands = commandsOf(script.text, words.slice(1)) ?? [];
  // bash calls functions of a script that is an argument "environment"
  return { script, commands, names: [script.file ?? shell, ...(shell.endsWith("bash") ? ["environment"] : [])] };
}

function shebangOf(text: string): readonly string[] {
  const words = /^#!\s*([^\r\n]*)/.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  if (!words[0]?.endsWith("/env")) return words;
  return words.slice(words[1] === "-S" ? 2 : 1);
}

/** The last lines with anything in them, the newest first. */
const endOf = (output: string): readonly string[] =>
  output
    .split("\n")
    .map((line) => stripVTControlCharacters(line.slice(-longestLine)).replace(/\r+$/, "").replace(/^.*\r/, ""))
    .filter((line) => line.trim() !== "")
    .slice(-deepest)
    .reverse();

function byShell(read: Script, line: string, code: number, isLast: boolean): FailingCommand | undefined {
  const message = shellMessage(line, read.names);
  if (message === undefined) return undefined;
  if (message.about === "place") return isLast && code === message.code ? atShellLine(read, message.line) : undefined;
  const exact = message.code === undefined || message.code === code;
  const all = candidates(read, message);
  const [command] = all;
  if (command === undefined || !exact) return undefined;
  if (all.length === 1) return { ...of(read, command), certain: isLast && (command.decides || message.code === code) };
  // the first that is not found ends them all; unless PATH or the directory changed on the way
  const first = message.notFound && all.every(({ decides }) => decides);
  return first ? { ...of(read, command), certain: false } : undefined;
}

/** Whom the shell's message may mean: by what it names, then by its line. Bash counts wrong inside of `$(…)` of several lines. */
function candidates({ script, commands }: Script, { about, name, line }: ShellMessage): readonly ScriptCommand[] {
  const text = ({ start, end }: ScriptCommand): string => script.text.slice(start, end);
  const meant = commands.filter((each) =>
    about === "command" ? each.words[0] === name || (wraps(each) && each.words.includes(name)) : mentions(text(each), name),
  );
  if (line === undefined) return meant;
  const there = meant.filter(({ start, end }) => feeds(script.text, start) < line && line <= feeds(script.text, end) + 1);
  return there.length === 0 ? meant : there;
}

const wraps = (command: ScriptCommand): boolean => programsOf(command).length > 1;

const feeds = (text: string, offset: number): number => text.slice(0, offset).split("\n").length - 1;

function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\w./-]/.test(text.charAt(at - 1)) && !/[\w./-]/.test(text.charAt(at + name.length))) return true;
  }
  return false;
}

/** A line that the shell could not read; where it is put together from several of the Dockerfile, nobody knows which. */
function atShellLine({ script }: Script, line = 0): FailingCommand | undefined {
  const rows = script.text.split("\n");
  const row = rows[line - 1];
  if (row === undefined || rows.length === 1) return undefined;
  const start = startOf(rows, line);
  if (script.lineOf(start) !== script.lineOf(start + row.length)) return undefined;
  return { ...placed(script, line), certain: true };
}

function byTool(read: Script, line: string, code: number): FailingCommand | undefined {
  if (read.names.some((name) => line.startsWith(`${name}: `))) return undefined;
  const message = toolMessage(line);
  if (message === undefined || (message.code !== undefined && message.code !== code)) return undefined;
  const meant = read.commands.filter((each) => isBy(each, message));
  // what could fail without anything coming of it may have
  const able = meant.filter(({ decides, called }) => decides || called);
  const named = able.length > 1 ? able.filter((each) => sharesWord(each, line)) : able;
  const [command] = named;
  return command !== undefined && named.length === 1 ? { ...of(read, command), certain: false } : undefined;
}

function isBy(command: ScriptCommand, { programs, script }: ToolMessage): boolean {
  const own = programsOf(command);
  if (own.some((name) => programs.includes(name))) return true;
  const [, first] = command.words.filter((word) => !word.startsWith("-"));
  return script !== undefined && first === script && /^(?:sh|bash|dash|ash|source|\.)$/.test(own[0] ?? "");
}

/** Does the message quote one of its arguments? */
const sharesWord = ({ words }: ScriptCommand, line: string): boolean =>
  words.slice(1).some((word) => word.length > 2 && !word.startsWith("-") && mentions(line, word));

const of = ({ script }: Script, { start, end }: ScriptCommand): RunCommand => ({
  line: script.lineOf(start),
  text: shortened(script.text.slice(start, end)),
});

/** `line`: of the script, from 1. */
function placed({ text, lineOf }: RunScript, line: number): RunCommand {
  const rows = text.split("\n");
  return { line: lineOf(startOf(rows, line)), text: shortened(rows[line - 1] ?? "") };
}

const startOf = (rows: readonly string[], line: number): number =>
  rows.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);

const shortened = (text: string): string => {
  const row = text.replace(/(?:\s|\\\n)+/g, " ").trim();
  return row.length > longestText ? `${row.slice(0, longestText - 1)}…` : row;
};

/** Nothing is told by naming the one command there is. */
const isOnly = ({ line }: FailingCommand, { commands }: Script): boolean => line === 0 && commands.length === 1;
