/** Who may import whom (docs/architecture.md). Reads import lines; a new folder must be added here to be allowed anything. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const floors: Readonly<Record<string, { readonly ours: readonly string[]; readonly packages: readonly string[] }>> = {
  "": { ours: [], packages: [] },
  dockerfile: { ours: [], packages: ["dockerfile-ast"] },
  context: { ours: [], packages: ["node:", "tar-stream"] },
  fetch: { ours: [], packages: ["node:", "proxy-from-env", "http-proxy-agent", "https-proxy-agent"] },
  builder: {
    ours: ["dockerfile", "context", "fetch", "engine/engine.ts"],
    packages: ["node:", "diff", "ssh2", "tar-stream", "fzstd", "unbzip2-stream", "xz-decompress"],
  },
  compare: { ours: ["builder/copy/decompress.ts", "context", "engine/engine.ts"], packages: ["node:", "diff"] },
  look: { ours: ["builder", "compare", "context", "output", "engine/engine.ts"], packages: ["node:"] },
  output: { ours: [], packages: ["node:", "string-width"] },
  debugger: {
    ours: ["builder", "context/glob.ts", "context/ignore-pattern.ts", "dockerfile", "look", "output", "engine/engine.ts"],
    packages: ["node:"],
  },
  engine: { ours: [], packages: ["node:", "dockerode", "tar-stream"] },
  shell: { ours: ["debugger/shell-port.ts", "engine/engine.ts"], packages: ["node:", "node-pty"] },
  lint: { ours: ["builder", "context", "dockerfile"], packages: ["node:"] },
  extract: { ours: ["context", "builder"], packages: ["node:"] },
  store: { ours: ["debugger/drafts.ts", "debugger/why/remembered.ts"], packages: ["node:"] },
  // pure: what is whose, and what may go
  disk: { ours: ["builder/names.ts", "engine/engine.ts"], packages: [] },
  ui: {
    ours: ["debugger", "builder", "dockerfile", "engine/engine.ts", "look", "output"],
    packages: ["node:", "ink", "react", "string-width"],
  },
  cli: {
    ours: [
      "builder",
      "compare",
      "context",
      "debugger",
      "disk",
      "dockerfile",
      "engine",
      "extract",
      "fetch",
      "lint",
      "look",
      "output",
      "shell",
      "store",
      "ui",
    ],
    packages: ["node:", "commander"],
  },
};

const root = path.join(import.meta.dirname, "../src");
const files = fs.readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));

it.each(files)("%s imports only what its floor allows", (file) => {
  const folder = file.includes(path.sep) ? (file.split(path.sep)[0] as string) : "";
  const floor = floors[folder];
  expect(floor, `src/${folder}/ is not listed`).toBeDefined();
  const text = fs.readFileSync(path.join(root, file), "utf8");
  for (const [, word = ""] of text.matchAll(/^(?:(?:import|export)\b[^"']*?from |import |[^"]*\bimport\()"([^"\n]+)"/gm)) {
    if (!word.startsWith(".")) {
      expect(
        floor?.packages.some((name) => word === name || word.startsWith(name.endsWith(":") ? name : `${name}/`)),
        `${file}: ${word}`,
      ).toBe(true);
      continue;
    }
    const target = path.relative(root, path.join(root, path.dirname(file), word));
    const allowed =
      target === "errors.ts" ||
      target.startsWith(`${folder}/`) ||
      floor?.ours.some((name) => target === name || target.startsWith(`${name}/`));
    expect(allowed, `${file}: ${word}`).toBe(true);
  }
});

/** Parts of debugger/ that touch the world; everything else there is pure. */
const effects = [
  "copy-from-step.ts",
  "create-controller.ts",
  "dockerfile-edits.ts",
  "dockerfile-on-disk.ts",
  "driver.ts",
  "edit-in-layer.ts",
  "keep-by-hand.ts",
  "layer-looks.ts",
  "layers-there.ts",
  "live-breakpoints.ts",
  "outputs.ts",
  "rebuild.ts",
  "shell-ahead.ts",
  "shell-in-image.ts",
  "shell-in-layer.ts",
  "shell-in-running.ts",
  "shell-of-image.ts",
  "shell-sandbox.ts",
  "shell-start.ts",
  "shells.ts",
].map((name) => `debugger/${name}`);

/** What a file imports to run, not only its types. */
function valuesImportedBy(file: string): readonly string[] {
  const text = fs.readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^import (?!type )\{?([^}"]*)\}? from "([^"\n]+)"/gm)].flatMap(([, names = "", word = ""]) => {
    const values = names.split(",").filter((name) => name.trim() !== "" && !name.trim().startsWith("type "));
    return values.length === 0 ? [] : [word.startsWith(".") ? path.join(path.dirname(file), word) : word];
  });
}

it.each(files.filter((file) => file.startsWith("debugger/") && !effects.includes(file)))("%s is pure", (file) => {
  for (const target of valuesImportedBy(file)) {
    expect(effects, `${file} performs nothing`).not.toContain(target);
    expect(target, `${file} is pure`).not.toMatch(/^node:(?!path$)|^builder\/(execute|finish|kept|holds)/);
  }
});

it.each(files.filter((file) => file.startsWith("ui/")))("%s goes through the one door", (file) => {
  for (const target of valuesImportedBy(file)) expect(effects).not.toContain(target);
});

/**
 * Where builder/ calls the engine: what a step does (execution/), what is in an image (image-fs/), what a RUN has around it (sandbox/), what
 * dead dbuilds left (sweep/), and these. All else of it is pure, or asks through them.
 */
const asksEngine =
  /^builder\/(?:(?:execution|image-fs|sandbox|sweep)\/|(?:base-image|finish|holds|image-look-ups|kept|layer|copy\/copy-into)\.ts$)/;

it.each(files.filter((file) => file.startsWith("builder/") && !asksEngine.test(file)))("%s calls no engine", (file) => {
  const text = fs.readFileSync(path.join(root, file), "utf8");
  expect(text.match(/\bengine\)?\.\w+\(/g)).toBeNull();
});

it.each(files)("%s cites no document that is not here", (file) => {
  expect(fs.readFileSync(path.join(root, file), "utf8")).not.toMatch(/§|dockerfile-semantics|house\.md|engine-notes/);
});

it.each(files)("%s is no longer than 300 lines", (file) => {
  expect(fs.readFileSync(path.join(root, file), "utf8").split("\n").length).toBeLessThanOrEqual(301);
});
