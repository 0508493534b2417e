// npm run demo [-- story | real]: sets up, then opens the TUI on that demo with hints; without a terminal it plays the demo
// by itself and exits 0 only if every act was true. `--play` plays it in a terminal too.

import { mainly } from "./setup/mainly.mjs";
import { keepsRunning } from "./setup/private-engine.mjs";
import { say } from "./setup/say.mjs";
import { setUp } from "./setup.mjs";

const usage = `usage: npm run demo                  the story: a RUN fails, its layer is kept, looked into, fixed
       npm run demo -- real          the same with real software: an FTP server that fails late in make
       npm run demo -- [real] --play plays it by itself, as it does without a terminal
`;

let engine;

await mainly(
  async () => {
    const words = process.argv.slice(2);
    const names = words.filter((word) => word !== "--play");
    const [name = "story", ...rest] = names;
    if (!["story", "real"].includes(name) || rest.length > 0) {
      process.stderr.write(usage);
      return words.includes("--help") || words.includes("-h") ? 0 : 2;
    }
    const terminal = process.stdin.isTTY && process.stdout.isTTY && !words.includes("--play");
    engine = await setUp({ debian: name === "real", tools: terminal ? [] : ["tmux"] });
    const { openDemo, playDemo } = await import("../demo/demo.mjs");
    const code = await (terminal ? openDemo : playDemo)(name, engine);
    if (engine.endpoint.own) say(keepsRunning(engine));
    return code;
  },
  () => ["interrupted", keepsRunning(engine)].filter(Boolean).join("; "),
);
