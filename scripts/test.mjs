// npm test: sets up, runs vitest with the arguments given, removes the layers that dbuild kept for a next run, and fails
// when the suite left anything else of dbuild's in the engine (so let nobody else use dbuild on that engine meanwhile).
// The last line is always `N passed, N failed, N skipped`.
import { newThings, ownThings, parted, remove } from "./setup/leftovers.mjs";
import { mainly } from "./setup/mainly.mjs";
import { keepsRunning } from "./setup/private-engine.mjs";
import { say } from "./setup/say.mjs";
import { closingLine, counted } from "./setup/test-counts.mjs";
import { runVitest } from "./setup/vitest.mjs";
import { setUp, testTools } from "./setup.mjs";

let engine;

await mainly(
  async () => {
    engine = await setUp({ debian: true, tools: testTools });
    const before = await ownThings(engine.endpoint);
    const { code, report } = await runVitest(process.argv.slice(2), { env: engine.env });
    const { kept, leaked } = parted(await newThings(engine.endpoint, before));
    await remove(engine.endpoint, kept);
    const left = [...new Set([...leaked, ...(await newThings(engine.endpoint, before))])];
    for (const thing of left) process.stdout.write(`left behind by the suite: ${thing}\n`);
    const counts = counted(report, code, left.length);
    if (engine.endpoint.own) say(keepsRunning(engine));
    process.stdout.write(`${closingLine(counts)}\n`);
    return code !== 0 ? code : counts.failed > 0 ? 1 : 0;
  },
  () => ["interrupted", keepsRunning(engine)].filter(Boolean).join("; "),
);
