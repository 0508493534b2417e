/**
 * What the steps of a Dockerfile were made of in its builds, for the question why one is cached or not: a file for each Dockerfile, in the
 * state folder, readable by the user alone. Its first line holds the inputs of all steps, a line for each that read files follows, which is
 * read only when somebody asks. What is damaged, of another form, or too large counts as nothing.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { BuildMemory, RememberedBuild, RememberedFile, RememberedStep } from "../debugger/why/remembered.ts";
import { makeFolder } from "./make-folder.ts";
import { keepNewest } from "./newest-files.ts";
import { replaceFile } from "./replace-file.ts";
import { stateFolder } from "./state-folder.ts";

export const inputsFolder = (env: NodeJS.ProcessEnv): string => path.join(stateFolder(env), "inputs");

const form = 1;
/** Dockerfiles that are remembered: those built last. */
const mostDockerfiles = 64;
/** Bytes of a file that is read or written. */
const largest = 16_000_000;
/** Milliseconds after which what an unchanged build shows is that it was built. */
const fresh = 3_600_000;

type Head = { readonly form: number; readonly text: string; readonly engine: string; readonly steps: readonly unknown[] };

/** `dockerfile`: its path; two names of one file are one. */
export function inputsOf(env: NodeJS.ProcessEnv, dockerfile: string): BuildMemory {
  const folder = inputsFolder(env);
  const name = createHash("sha256").update(real(dockerfile)).digest("hex").slice(0, 32);
  const file = path.join(folder, name);
  return {
    read: () => {
      const found = readBuild(file);
      if (found !== undefined) keepFresh(file);
      return found;
    },
    write: (build) => {
      // two dbuilds may write at once: each has a file of its own until it is whole
      const own = `${file}.${process.pid}`;
      try {
        const text = textOf(build);
        if (text.length > largest) return;
        makeFolder(folder);
        replaceFile(own, text);
        fs.renameSync(own, file);
        keepNewest(folder, mostDockerfiles);
      } catch {
        // No room for it; the next build tells less.
      }
    },
  };
}

function textOf({ text, engine, steps }: RememberedBuild): string {
  const lines: string[] = [];
  const heads = steps.map(({ files, ...step }) => {
    const list = files();
    if (list.length === 0) return step;
    lines.push(JSON.stringify(list));
    return { ...step, line: lines.length };
  });
  const head: Head = { form, text, engine, steps: heads };
  return [JSON.stringify(head), ...lines, ""].join("\n");
}

function readBuild(file: string): RememberedBuild | undefined {
  try {
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
    let lines: readonly string[];
    try {
      if (fs.fstatSync(fd).size > largest) return undefined;
      lines = fs.readFileSync(fd, "utf8").split("\n");
    } finally {
      fs.closeSync(fd);
    }
    const head: Head = JSON.parse(lines[0] ?? "");
    if (head.form !== form || typeof head.text !== "string" || typeof head.engine !== "string") return undefined;
    const steps = head.steps.map((step) => stepIn(step, lines));
    return steps.every((step) => step !== undefined) ? { text: head.text, engine: head.engine, steps } : undefined;
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});

function stepIn(value: unknown, lines: readonly string[]): RememberedStep | undefined {
  const { at, text, key, inputs, fileCount, line } = fieldsOf(value);
  if (typeof at !== "string" || !/^\d+(?:\.\d+)?$/.test(at) || typeof text !== "string" || typeof key !== "string")
    return undefined;
  if (!Array.isArray(inputs) || !inputs.every(isInput) || !isCount(fileCount)) return undefined;
  const files = isCount(line) ? lines[line] : undefined;
  return { at, text, key, inputs, fileCount, files: () => (files === undefined ? [] : filesIn(files)) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isInput(value: unknown): boolean {
  const { name, digest, text, layer } = fieldsOf(value);
  const optional = (text === undefined || typeof text === "string") && (layer === undefined || layer === true);
  return typeof name === "string" && typeof digest === "string" && optional;
}

function filesIn(line: string): readonly RememberedFile[] {
  try {
    const list: unknown = JSON.parse(line);
    return Array.isArray(list) && list.every(isFile) ? list : [];
  } catch {
    return [];
  }
}

const isFile = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 3 && value.every((each) => typeof each === "string");

const real = (file: string): string => (fs.existsSync(file) ? fs.realpathSync(file) : path.resolve(file));

function keepFresh(file: string): void {
  try {
    if (Date.now() - fs.statSync(file).mtimeMs > fresh) fs.utimesSync(file, new Date(), new Date());
  } catch {
    // it is forgotten earlier, that is all
  }
}
