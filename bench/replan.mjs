// What an edit costs before anything runs: see replan.ts.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { run } from "../scripts/setup/processes.mjs";
import { SetupError } from "../scripts/setup/say.mjs";
import { median, time } from "./numbers.mjs";

const script = fileURLToPath(new URL("replan.ts", import.meta.url));

export async function replan(bench) {
  bench.tell("re-plan after an edit");
  // bundled as dbuild is: what runs the sources as they are (tsx) makes every closure slower
  const outfile = path.join(bench.folder, "replan.mjs");
  const banner = {
    js: "import { createRequire as benchRequire } from 'node:module'; const require = benchRequire(import.meta.url);",
  };
  await build({ entryPoints: [script], bundle: true, platform: "node", format: "esm", outfile, banner, logLevel: "warning" });
  const { code, stdout, stderr } = await run(process.execPath, [outfile], { env: bench.env });
  if (code !== 0) throw new SetupError(`bench: replan.ts ended with ${code}: ${stderr.trim()}`);
  const times = JSON.parse(stdout);
  const value = median(times);
  const cells = [
    "edit at the top of 2,000 instructions, to the next session",
    time(value),
    `slowest of ${times.length}: ${time(Math.max(...times))}`,
    "–",
    "≤ 50 ms",
    value <= 50 ? "reached" : "MISSED",
  ];
  return [{ kind: "screen", cells }];
}
