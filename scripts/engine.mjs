// node scripts/engine.mjs start | stop | status | env [newest | containerd | stable]: the private engines that the demo and
// the tests use where no other answers (newest), or where DBUILD_ENGINE names one.
import { mainly } from "./setup/mainly.mjs";
import { engineKinds, privatePlace } from "./setup/places.mjs";
import { clientEnvironment, havePrivateEngine, privateEndpoint, privatePid, stopPrivateEngine } from "./setup/private-engine.mjs";
import { say } from "./setup/say.mjs";

const verbs = {
  async start(place) {
    const ran = privatePid(place);
    await havePrivateEngine("asked for", place);
    if (ran !== undefined && ran === privatePid(place)) say(`engine: runs on ${privateEndpoint(place).host}`);
  },
  async stop(place) {
    const stopped = await stopPrivateEngine(place);
    say(stopped ? `engine: stopped; its images stay in ${place.state}` : "engine: the private one does not run");
  },
  async status(place) {
    const pid = privatePid(place);
    process.stdout.write(pid ? `runs: process ${pid}, ${privateEndpoint(place).host}\n` : "does not run\n");
    return pid ? 0 : 3;
  },
  async env(place) {
    if (privatePid(place) === undefined) return verbs.status(place);
    for (const [name, value] of Object.entries(clientEnvironment(place))) process.stdout.write(`export ${name}=${value}\n`);
  },
};

await mainly(async () => {
  const [verb = "status", kind = "newest", ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(verbs, verb) || !engineKinds.includes(kind) || rest.length > 0) {
    process.stderr.write(`usage: node scripts/engine.mjs ${Object.keys(verbs).join(" | ")} [${engineKinds.join(" | ")}]\n`);
    return 2;
  }
  return verbs[verb](privatePlace(kind));
});
