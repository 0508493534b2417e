// Runs a TypeScript file of this folder as dbuild is run: bundled, in a process of its own. Resolves with the JSON that it prints.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { run } from "../scripts/setup/processes.mjs";
import { SetupError } from "../scripts/setup/say.mjs";

/** `name`: of the file, without its end. */
export async function ranScript(bench, name) {
  const script = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  // what runs the sources as they are (tsx) makes every closure slower
  const outfile = path.join(bench.folder, `${name}.mjs`);
  const banner = {
    js: "import { createRequire as benchRequire } from 'node:module'; const require = benchRequire(import.meta.url);",
  };
  await build({ entryPoints: [script], bundle: true, platform: "node", format: "esm", outfile, banner, logLevel: "warning" });
  const { code, stdout, stderr } = await run(process.execPath, [outfile], { env: bench.env });
  if (code !== 0) throw new SetupError(`bench: ${name}.ts ended with ${code}: ${stderr.trim()}`);
  return JSON.parse(stdout);
}
