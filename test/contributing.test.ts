/** CONTRIBUTING.md and the pages of docs/ lead people by the names of files and commands: all of them are there. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "..");
const files = fs
  .readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => !/^(node_modules|dist|\.git)\//.test(name));
const ours = files.map((name) => `/${name}`);
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { readonly scripts: object };

const pages = files.filter((name) => /^docs\/[\w-]+\.md$/.test(name));

it.each(["CONTRIBUTING.md", ...pages])("%s names what is there", (page) => {
  const text = fs.readFileSync(path.join(root, page), "utf8");
  const named = [...text.matchAll(/`((?:[\w.-]+\/)*[\w.-]+\.(?:tsx?|mjs|md))`/g)].map(([, name = ""]) => name);
  expect(named.filter((name) => !ours.some((file) => file.endsWith(`/${name}`)))).toEqual([]);
  const run = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
  expect(run.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});
