// node scripts/engine.mjs start | stop | status | env: the private engine that the demo and the tests use where no other answers.

import { mainly } from "./setup/mainly.mjs";
import {
  privateEndpoint,
  privatePid,
  privatePlace,
  runningPrivateEngine,
  startPrivateEngine,
  stopPrivateEngine,
} from "./setup/private-engine.mjs";
import { say } from "./setup/say.mjs";

const verbs = {
  async start() {
    if (await runningPrivateEngine()) say(`engine: runs on ${privateEndpoint().host}`);
    else await startPrivateEngine("asked for");
  },
  async stop() {
    const stopped = await stopPrivateEngine();
    say(stopped ? `engine: stopped; its images stay in ${privatePlace().state}` : "engine: the private one does not run");
  },
  async status() {
    const pid = privatePid();
    process.stdout.write(pid ? `runs: process ${pid}, ${privateEndpoint().host}\n` : "does not run\n");
    return pid ? 0 : 3;
  },
  async env() {
    process.stdout.write(`export DOCKER_HOST=${privateEndpoint().host}\n`);
  },
};

await mainly(async () => {
  const [verb = "status", ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(verbs, verb) || rest.length > 0) {
    process.stderr.write("usage: node scripts/engine.mjs start | stop | status | env\n");
    return 2;
  }
  return verbs[verb]();
});
