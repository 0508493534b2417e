// npm run bench: sets up, measures dbuild against docker build and buildx debug in one run, prints ratios beside the goals.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readOptions } from "../bench/options.mjs";
import { markdownTable, plainTable } from "../bench/table.mjs";
import { mainly } from "./setup/mainly.mjs";
import { keepsRunning } from "./setup/private-engine.mjs";
import { projectFolder } from "./setup/project.mjs";
import { SetupError, say } from "./setup/say.mjs";
import { setUp } from "./setup.mjs";

const page = path.join(projectFolder, "docs", "performance.md");
const marks = (driver) => ["begin", "end"].map((word) => `<!-- bench on ${driver}: ${word} -->`);

await mainly(async () => {
  const options = readOptions(process.argv.slice(2));
  const engine = await setUp();
  const { measure } = await import("../bench/bench.mjs");
  const { rows, notes, failures, driver } = await measure(engine, options);
  process.stdout.write(`${[...notes, "", plainTable(rows)].join("\n")}\n`);
  if (failures.length > 0) throw new SetupError(failures);
  if (options.write) write(marks(driver), `${notes.map((note) => `- ${note}`).join("\n")}\n\n${markdownTable(rows)}`);
  if (engine.endpoint.own) say(keepsRunning(engine));
});

function write(places, table) {
  const text = readFileSync(page, "utf8");
  const [begin, end] = places.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new SetupError(`bench: docs/performance.md has no ${places.join(" … ")}`);
  writeFileSync(page, `${text.slice(0, begin + places[0].length)}\n${table}\n${text.slice(end)}`);
}
