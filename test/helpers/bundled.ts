/** A program of the tests as one file, so that each start of it reads one: bundled once for a test file, packages and all. */
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = path.join(import.meta.dirname, "../..");

/** The bundle's file, and what removes it again. */
export async function bundled(program: string): Promise<{ readonly file: string; readonly remove: () => void }> {
  const cache = path.join(root, "node_modules/.cache");
  fs.mkdirSync(cache, { recursive: true });
  const folder = fs.mkdtempSync(path.join(cache, "dbuild-test-"));
  const file = path.join(folder, "program.mjs");
  const nothing = path.join(folder, "nothing.js");
  fs.writeFileSync(nothing, "export default {};\n");
  await build({
    absWorkingDir: root,
    entryPoints: [path.join(import.meta.dirname, program)],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    jsx: "automatic",
    banner: { js: "import { createRequire as testRequire } from 'node:module'; const require = testRequire(import.meta.url);" },
    external: ["node-pty", "ssh2"],
    // only loaded where somebody debugs Ink itself
    alias: { "react-devtools-core": nothing },
    // React as it is shipped
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  return { file, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
