// npm run conformance: sets up, then judges dbuild by docker build on the engine at hand (test/conformance/). Arguments go there.
// Layers that dbuild kept for a next run are removed at the end, so let nobody else use dbuild on that engine meanwhile
// (--keep leaves them).
import path from "node:path";
import { newThings, ownThings, parted, remove } from "./setup/leftovers.mjs";
import { mainly } from "./setup/mainly.mjs";
import { keepsRunning } from "./setup/private-engine.mjs";
import { handOver } from "./setup/processes.mjs";
import { projectFolder } from "./setup/project.mjs";
import { say } from "./setup/say.mjs";
import { setUp, testTools } from "./setup.mjs";

let engine;

await mainly(
  async () => {
    const words = process.argv.slice(2);
    const args = words.filter((word) => word !== "--keep");
    engine = await setUp({ debian: true, tools: testTools });
    const before = await ownThings(engine.endpoint);
    const main = path.join(projectFolder, "test", "conformance", "main.ts");
    const tsx = path.join(projectFolder, "node_modules", "tsx", "dist", "cli.mjs");
    const code = await handOver(process.execPath, [tsx, main, ...args], { cwd: projectFolder, env: engine.env });
    if (!words.includes("--keep")) {
      const { kept } = parted(await newThings(engine.endpoint, before));
      await remove(engine.endpoint, kept);
    }
    if (engine.endpoint.own) say(keepsRunning(engine));
    return code;
  },
  () => ["interrupted", keepsRunning(engine)].filter(Boolean).join("; "),
);
