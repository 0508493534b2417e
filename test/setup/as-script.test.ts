import { createRequire } from "node:module";
import vm from "node:vm";
import { expect, it } from "vitest";
import { asScript } from "../../scripts/setup/as-script.mjs";

const imports = ["node:path", "node:os", "fs"].map((path) => ({ path, kind: "import-statement", external: true }));
const run = (text: string): Promise<unknown> => {
  const script = new vm.Script(asScript(text, { outputs: { "dist/main.js": { imports } } }));
  return script.runInThisContext()(createRequire(import.meta.url), async (name: string) => ({ name }), "file:///somewhere.js");
};

it("imports what Node brings in every spelling, and waits at its top", async () => {
  const text = [
    'import path from "node:path";',
    'import { join as put, sep } from "node:path";',
    'import os, { EOL } from "node:os";',
    'import files, * as all from "fs";',
    'import "fs";',
    'import {\n  basename\n} from "node:path";',
    "globalThis.asScriptSaw = [path.sep === sep, put('a', 'b'), os.EOL === EOL, files === all, basename('/x/y'), await Promise.resolve(1), import.meta.url];",
  ].join("\n");
  await run(text);
  const { asScriptSaw } = globalThis as unknown as { asScriptSaw: unknown };
  expect(asScriptSaw).toEqual([true, "a/b", true, true, "y", 1, "file:///somewhere.js"]);
});

it("loads later what is imported later, by whoever runs it", async () => {
  const later = [{ path: "node-pty", kind: "dynamic-import", external: true }];
  const text = 'globalThis.asScriptLoaded = await import("node-pty");';
  const script = new vm.Script(asScript(text, { outputs: { x: { imports: later } } }));
  await script.runInThisContext()(createRequire(import.meta.url), async (name: string) => ({ name }), "");
  expect((globalThis as unknown as { asScriptLoaded: unknown }).asScriptLoaded).toEqual({ name: "node-pty" });
  expect(() => asScript("const importFromLauncher = 1;", { outputs: { x: { imports: later } } })).toThrow(/launcher/);
});

it("is ASCII, whatever is in strings, patterns and comments", async () => {
  const text = 'globalThis.asScriptSigns = ["é", `…`, /[↑😀]/.test("↑")]; // ünd';
  expect(asScript(text, { outputs: { x: { imports } } })).toMatch(/^[\0-\x7f]*$/);
  await run(text);
  expect((globalThis as unknown as { asScriptSigns: unknown }).asScriptSigns).toEqual(["é", "…", true]);
});

it("leaves alone what only looks like an import, and does not hide what cannot be one", () => {
  const text = 'const text = `\nimport a from "elsewhere";\n`;';
  expect(asScript(text, { outputs: { x: { imports } } })).toContain('import a from "elsewhere";');
  expect(() => new vm.Script(asScript('import a from "elsewhere";', { outputs: { x: { imports } } }))).toThrow(SyntaxError);
});
