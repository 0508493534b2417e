/** No function of ours takes more than four parameters by position: what belongs together comes as one value. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const most = 4;
const root = path.join(import.meta.dirname, "../src");
const files = fs.readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));

/** Where a list of parameters may open: behind a function's name, and where an arrow or a method may begin. */
const opening =
  /\bfunction\b\*?\s*\w*\s*(?:<[^>(]*>)?\(|=\s*(?:async\s*)?(?:<[^>(]*>)?\(|\b\w+\??:\s*(?:async\s*)?\(|^\s+(?:async\s+)?\w+\(|=>\s*\(/gm;

/** `name of the function` for each that takes too many. */
function tooMany(text: string): readonly string[] {
  return [...text.matchAll(opening)].flatMap(({ 0: words, index }) => {
    const [parameters, behind] = listAt(text, index + words.length);
    // a list of parameters, not one of arguments: an arrow, a result type or a body comes behind it
    const isList = /^\s*(?:=>|:[^;{}]*?(?:=>|\{|;)|\{)/.test(text.slice(behind));
    return isList && parameters > most ? [words.slice(0, -1).trim()] : [];
  });
}

/** How many there are in the list that begins at `from`, and where it ends. */
function listAt(text: string, from: number): readonly [count: number, end: number] {
  let depth = 1;
  let angles = 0;
  let commas = 0;
  let written = false;
  let at = from;
  for (; depth > 0 && at < text.length; at++) {
    const character = text[at] as string;
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    else if (character === "<") angles++;
    else if (character === ">" && text[at - 1] !== "=") angles--;
    if (character === "," && depth === 1 && angles <= 0) {
      if (!/^,\s*\)/.test(text.slice(at, at + 50))) commas++;
    } else if (depth > 0 && /\S/.test(character)) written = true;
  }
  return [written ? commas + 1 : 0, at];
}

it("sees too many", () => {
  expect(tooMany("function one(a: A, b: Map<B, C>, { d, e }: D, f = [1, 2], g?: G): void {}")).toEqual(["function one"]);
  expect(tooMany("const two = async (a: A, b: B, c: C, d: D, e: E): Promise<void> => {}")).toEqual(["= async"]);
  expect(tooMany("const three = (a: A, b: (c: C, d: D) => D, e: E): void => work(a, b, c, d, e);")).toEqual([]);
  expect(tooMany("type Four = { four(a: A, b: B, c: C, d: D, e: E): void };")).toEqual([]);
});

it.each(files)("%s", (file) => {
  expect(tooMany(fs.readFileSync(path.join(root, file), "utf8"))).toEqual([]);
});
