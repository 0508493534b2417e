/**
 * Our words beside the tables of BuildKit's lexer tests. They are others' and not in the project:
 * scripts/public-dockerfiles.mjs collects them, DBUILD_PUBLIC_DOCKERFILES names the folder.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expand, expandWords } from "../../src/dockerfile/expand.ts";

const folder = process.env.DBUILD_PUBLIC_DOCKERFILES ?? "";
const there = folder !== "" && existsSync(join(folder, "envVarTest"));
const why = there ? "" : " (skipped: DBUILD_PUBLIC_DOCKERFILES names no folder with them)";
const linesOf = (name: string): readonly string[] =>
  there
    ? readFileSync(join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    : [];

describe.skipIf(!there)(`tables of words${why}`, () => {
  it("one word", () => {
    // Set as the table's own test sets them.
    const variables = new Map(Object.entries({ PWD: "/home", SHELL: "bash", KOREAN: "\ud55c\uad6d\uc5b4", NULL: "" }));
    const rows = linesOf("envVarTest").map((line) => line.split("|").map((word) => word.trim()));
    const counted = rows.filter(([platform]) => platform !== "W");
    const apart = counted.filter(([, word = "", wanted]) => {
      const got = expand(word, (name) => variables.get(name), "\\");
      return wanted === "error" ? got.ok : !got.ok || got.value !== wanted;
    });
    process.stdout.write(`\n${counted.length} rows of envVarTest\n`);
    expect(counted.length).toBeGreaterThan(200);
    expect(apart).toEqual([]);
  });

  it("words cut at blanks", () => {
    const variables = new Map<string, string>();
    const apart: unknown[] = [];
    let count = 0;
    for (const line of linesOf("wordsTest")) {
      const set = /^ENV ([^=]*)=(.*)$/.exec(line);
      if (set) {
        variables.set(set[1] ?? "", set[2] ?? "");
        continue;
      }
      count++;
      const [word = "", wanted = ""] = line.split("|");
      const got = expandWords(word.trim(), (name) => variables.get(name), "\\");
      const told = got.ok ? got.words.join(",") : "error";
      if (told !== wanted.replace(/^ +/, "")) apart.push({ line, told });
    }
    process.stdout.write(`\n${count} rows of wordsTest\n`);
    expect(count).toBeGreaterThan(20);
    expect(apart).toEqual([]);
  });
});
