// Child processes of the set-up and the demos: run to the end with their output kept, or given the terminal.
// Every child is remembered, so that an interrupt ends ours and nobody else's.
import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { engineTools } from "./places.mjs";
import { SetupError } from "./say.mjs";

const children = new Set();
const farewells = [];
let interrupted = false;

/** Folders of the system's tools that the PATH of an ordinary user may leave out, and of those that the set-up brought. */
const systemFolders = () => ["/usr/local/sbin", "/usr/sbin", "/sbin", engineTools()];

/** Where `name` is on the PATH or among the system's tools; undefined when it is nowhere. */
export function which(name, env = process.env) {
  const folders = [...(env.PATH ?? "").split(path.delimiter), ...systemFolders()];
  return folders.map((folder) => path.join(folder, name)).find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The environment with the system's tools on the PATH. */
export const withSystemPath = (env = process.env) => ({ ...env, PATH: [env.PATH, ...systemFolders()].filter(Boolean).join(":") });

function remember(child) {
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/**
 * Runs a program to its end; resolves with { code, stdout, stderr, text } (`text` is both in order of arrival).
 * `input`: a string or a stream for its standard input. `onText` sees the output as it comes.
 * A program that cannot be started resolves with code 127.
 */
export function run(command, args, { input, onText, ...options } = {}) {
  return new Promise((resolve) => {
    const stdin = input === undefined ? "ignore" : "pipe";
    const child = remember(spawn(command, args, { ...options, stdio: [stdin, "pipe", "pipe"] }));
    const result = { code: 127, stdout: "", stderr: "", text: "" };
    const keep = (name) => (chunk) => {
      result[name] += chunk;
      result.text += chunk;
      onText?.(chunk);
    };
    child.stdout.setEncoding("utf8").on("data", keep("stdout"));
    child.stderr.setEncoding("utf8").on("data", keep("stderr"));
    child.once("error", (error) => {
      result.text += error.message;
      children.delete(child);
      resolve(result);
    });
    child.once("close", (code, signal) => resolve({ ...result, code: code ?? (signal === "SIGINT" ? 130 : 1) }));
    if (input === undefined) return;
    child.stdin.on("error", () => {}); // it ended before it read everything; its exit code tells
    if (typeof input === "string") child.stdin.end(input);
    else input.pipe(child.stdin);
  });
}

/** Starts a program whose standard output is a stream for somebody else; `ended` resolves with { code, stderr }. */
export function stream(command, args, options = {}) {
  const child = remember(spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] }));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 127, stderr: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, stderr }));
  });
  return { stdout: child.stdout, ended };
}

/** run(), or a SetupError that says what could not be done, with the last lines of the output. */
export async function must(what, command, args, options) {
  const result = await run(command, args, options);
  if (result.code !== 0)
    throw new SetupError([`${what} failed: ${[command, ...args].join(" ")} (exit code ${result.code})`, ...tail(result.text)]);
  return result;
}

/** The last lines of a text, indented, for an error. */
export const tail = (text, count = 15) =>
  text
    .trimEnd()
    .split("\n")
    .slice(-count)
    .map((line) => `  ${line}`);

/**
 * Gives this terminal to a program and resolves with its exit code. An interrupt typed meanwhile is the program's
 * own affair (the terminal sends it to both): we wait for it.
 */
export function handOver(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    const ignore = () => {};
    const forward = () => child.kill("SIGTERM");
    process.on("SIGINT", ignore).on("SIGTERM", forward);
    handingOver++;
    const end = (settle) => (value, signal) => {
      process.off("SIGINT", ignore).off("SIGTERM", forward);
      handingOver--;
      settle(settle === reject ? value : (value ?? (signal === "SIGINT" ? 130 : 1)));
    };
    child.once("error", end(reject));
    child.once("close", end(resolve));
  });
}
let handingOver = 0;

/** Something to undo when the person interrupts (a temporary folder, a container); returns its remover. */
export function onInterrupt(undo) {
  farewells.push(undo);
  return () => {
    const at = farewells.indexOf(undo);
    if (at >= 0) farewells.splice(at, 1);
  };
}

/** Was the run interrupted? Then errors of killed children are nobody's news. */
export const wasInterrupted = () => interrupted;

/** From now on an interrupt ends our children, runs what onInterrupt() was given, says `line()` and exits 130. */
export function endOnInterrupt(line) {
  const end = async (signal) => {
    if (handingOver > 0) return;
    if (interrupted) process.exit(130); // pressed twice: at once
    interrupted = true;
    for (const child of children) child.kill(signal);
    for (const undo of farewells.reverse()) await Promise.resolve(undo()).catch(() => {});
    const last = line();
    if (last) process.stderr.write(`\n${last}\n`);
    process.exit(130);
  };
  process.on("SIGINT", end).on("SIGTERM", end);
}
