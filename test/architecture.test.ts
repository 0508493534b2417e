/** docs/architecture.md is one page, and each arrow and each row of it is what the import lines say. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "..");
const page = fs.readFileSync(path.join(root, "docs/architecture.md"), "utf8");
const names = fs.readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" });
const files = names.filter((name) => /(?<!\.d)\.tsx?$/.test(name));

/** What each file of ours imports of ours. */
const imports = new Map(
  files.map((file): [string, readonly string[]] => {
    const text = fs.readFileSync(path.join(root, "src", file), "utf8");
    const words = [...text.matchAll(/(?:\bfrom |\bimport\(|\bimport )"(\.[^"\n]+)"/g)].map(([, word = ""]) => word);
    return [file, words.map((word) => path.join(path.dirname(file), word))];
  }),
);
const folderOf = (file: string): string => file.slice(0, file.indexOf("/") + 1);

it("is one page", () => {
  const lines = page.trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(75);
  expect(lines.filter((line) => line.length > 140)).toEqual([]);
});

it("has a row for every folder, with what it imports", () => {
  const rows = [...page.matchAll(/^\| `(\w+\/)` \|.*\| ([^|]*?)\|$/gm)];
  const said = rows.map(([, folder = "", others = ""]): [string, string] => [folder, others.trim()]);
  const folders = [...new Set(files.map(folderOf))].filter(Boolean);
  expect(said.map(([folder]) => folder).sort()).toEqual(folders.sort());
  for (const [folder, others] of said) {
    const inside = files.filter((file) => folderOf(file) === folder).flatMap((file) => imports.get(file) ?? []);
    const imported = new Set(inside.map(folderOf).filter((other) => other !== "" && other !== folder));
    const named =
      others === "everything"
        ? folders.filter((other) => other !== folder)
        : [...others.matchAll(/`(\w+\/)`/g)].map(([, name = ""]) => name);
    expect([...imported].sort(), folder).toEqual([...named].sort());
  }
});

it("has arrows that are imports", () => {
  const chains = [...page.replaceAll(/\s+/g, " ").matchAll(/`[\w./-]+`(?: → `[\w./-]+`)+/g)].map(([chain]) => chain.split(" → "));
  expect(chains.length).toBeGreaterThan(10);
  const wrong = chains.flatMap((chain) => {
    const stops = chain.map((word) => word.slice(1, -1));
    return stops.slice(1).filter((to, index) => !imports.get(stops[index] as string)?.includes(to));
  });
  expect(wrong).toEqual([]);
});
