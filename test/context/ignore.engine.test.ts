/** .dockerignore against the engine's own builder: what `COPY .` brings under each ignore file. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseIgnore } from "../../src/context/ignore.ts";
import { selectFromContext } from "../../src/context/select.ts";
import { hasBuildx, mustBuild } from "../helpers/docker-build.ts";
import { imageTree } from "../helpers/image-tree.ts";
import { remembered } from "../helpers/remembered.ts";
import { docker } from "../helpers/saved-image.ts";
import { badTexts, files, ignoreTexts } from "./ignore-tables.ts";

// A client without buildx matches patterns itself, by the rules of its day.
const judged = await hasBuildx();
const why = "this docker client has no buildx: it matches .dockerignore by older rules than BuildKit's";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dbuild-ignoretest-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A context of its own for every text: the engine takes names and times it has seen for unchanged. */
function makeContext(index: string, text: string): string {
  const root = join(folder, index);
  for (const name of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), name);
  }
  writeFileSync(join(root, ".dockerignore"), text);
  return root;
}

async function build(root: string, tag: string): Promise<void> {
  const file = `${root}.Dockerfile`;
  writeFileSync(file, "FROM scratch\nCOPY . /new/\n");
  await mustBuild(tag, "-q", "-f", file, root);
}

/** Paths below /new, sorted. */
async function broughtByDocker(root: string, name: string): Promise<readonly string[]> {
  const tag = `dbuild-ignoretest-${process.pid}:${name}`;
  await build(root, tag);
  try {
    return [...(await imageTree(tag)).keys()].sort();
  } finally {
    await docker("rmi", "-f", tag);
  }
}

/** What docker build says; empty where it builds. */
async function refusalOf(root: string): Promise<string> {
  const said = build(root, `dbuild-ignoretest-${process.pid}:bad`).then(() => "");
  return said.catch(({ stderr }: { readonly stderr: string }) => stderr);
}

async function ours(root: string, text: string): Promise<readonly string[]> {
  const selection = await selectFromContext(root, parseIgnore(text, join(root, ".dockerignore")), ["."]);
  return selection.matches.flatMap(({ entries }) => entries.map(({ entry }) => `/new/${entry.path}`.replace(/\/$/, ""))).sort();
}

describe("COPY . brings what docker build brings under", () => {
  for (const [index, text] of ignoreTexts.entries()) {
    it(JSON.stringify(text), async ({ skip }) => {
      skip(!judged, why);
      const root = makeContext(`ok-${index}`, text);
      const theirs = await remembered(["ignore", text, files], () => broughtByDocker(root, String(index)));
      expect(await ours(root, text)).toEqual(theirs);
    });
  }
});

describe("docker build refuses what we refuse", () => {
  for (const [index, [text, words]] of badTexts.entries()) {
    it(JSON.stringify(text), async ({ skip }) => {
      skip(!judged, why);
      const root = makeContext(`bad-${index}`, text);
      const said = await remembered(["ignore refused", text, files], () => refusalOf(root));
      expect(said).toMatch(words);
      expect(() => parseIgnore(text, ".dockerignore")).toThrow(words);
    });
  }
});
