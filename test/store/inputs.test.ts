/** What is remembered of the steps of a Dockerfile: written, read back, and read as a stranger's. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import type { RememberedBuild } from "../../src/debugger/why/remembered.ts";
import { inputsFolder, inputsOf } from "../../src/store/inputs.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({ "a/Dockerfile": "FROM one\n", link: "-> a/Dockerfile" });
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const env = { XDG_STATE_HOME: path.join(root, "state") };
const memory = (file = "a/Dockerfile") => inputsOf(env, path.join(root, file));
const folder = inputsFolder(env);
const only = (): string => path.join(folder, fs.readdirSync(folder)[0] ?? "");

const files = [["/a\nb", "file 644 0:0", "0123"] as const];
const build: RememberedBuild = {
  text: "FROM one\nCOPY a /\n",
  engine: "unix:///a",
  steps: [
    {
      at: "0",
      text: "FROM one",
      key: "k0",
      inputs: [{ name: "base image", digest: "1", text: "one" }],
      fileCount: 0,
      files: () => [],
    },
    {
      at: "1.1",
      text: "COPY a /",
      key: "k1",
      inputs: [{ name: "stands on", digest: "k0", layer: true }],
      fileCount: 3,
      files: () => files,
    },
  ],
};

/** With the files that its steps read. */
const whole = (found: RememberedBuild | undefined) =>
  found && { ...found, steps: found.steps.map((step) => ({ ...step, files: step.files() })) };

it("comes back whole, by any name of the Dockerfile, readable by the user alone", () => {
  expect(memory().read()).toBeUndefined();
  memory().write(build);
  expect(whole(memory("link").read())).toEqual(whole(build));
  expect(fs.readdirSync(folder)).toHaveLength(1);
  expect(fs.statSync(only()).mode & 0o777).toBe(0o600);
  expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
});

it.each<[string, (text: string) => string]>([
  ["half written", (text) => text.slice(0, 40)],
  ["of another form", (text) => text.replace('"form":1', '"form":2')],
  ["empty", () => ""],
  ["no object", () => "7\n"],
  ["with a step that is none", (text) => text.replace('"key":"k0"', '"key":7')],
  ["with a place that is none", (text) => text.replace('"at":"1.1"', '"at":"../x"')],
  ["with an input that is none", (text) => text.replace('"digest":"1"', '"digest":{}')],
])("counts as nothing where it is %s", (_, damage) => {
  memory().write(build);
  fs.writeFileSync(only(), damage(fs.readFileSync(only(), "utf8")));
  expect(memory().read()).toBeUndefined();
});

it("has no files where those are damaged, and is not read through a link", () => {
  memory().write(build);
  fs.writeFileSync(only(), fs.readFileSync(only(), "utf8").replace('"0123"', "7"));
  expect(memory().read()?.steps[1]?.files()).toEqual([]);
  const file = only();
  fs.renameSync(file, path.join(root, "elsewhere"));
  fs.symlinkSync(path.join(root, "elsewhere"), file);
  expect(memory().read()).toBeUndefined();
  fs.rmSync(file);
});

it("forgets the Dockerfiles built longest ago, and writes nothing that is too large", () => {
  for (let at = 0; at < 70; at++) inputsOf(env, path.join(root, `${at}/Dockerfile`)).write(build);
  expect(fs.readdirSync(folder).length).toBe(64);
  memory("large").write({ ...build, text: "x".repeat(17_000_000) });
  expect(memory("large").read()).toBeUndefined();
});
