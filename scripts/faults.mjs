// npm run faults: the whole form of the tests that break things on purpose (docs/reliability.md has their figures). Arguments go to vitest.
import path from "node:path";
import { mainly } from "./setup/mainly.mjs";
import { run } from "./setup/processes.mjs";
import { projectFolder } from "./setup/project.mjs";

const files = [
  "resumed",
  "killed",
  "lost-engine",
  "restarted-engine",
  "bad-connection",
  "full-engine",
  "kept-container",
  "at-once",
].map((name) => `test/trust/${name}`);

await mainly(async () => {
  const { DBUILD_FAULTS = "200", DBUILD_KILLS = "100", DBUILD_AT_ONCE = "13" } = process.env;
  const args = ["--project", "engine", ...files, ...process.argv.slice(2)];
  const { code } = await run(process.execPath, [path.join(projectFolder, "scripts", "test.mjs"), ...args], {
    cwd: projectFolder,
    env: { ...process.env, DBUILD_FAULTS, DBUILD_KILLS, DBUILD_AT_ONCE },
    onText: (text) => process.stdout.write(text),
  });
  return code;
});
