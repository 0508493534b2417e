/** Setting up again finds the engine that runs, and leaves it running: other commands may be using it. */
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { engineKinds, privatePlace } from "../../scripts/setup/places.mjs";
import { privateEndpoint, privatePid } from "../../scripts/setup/private-engine.mjs";

const kind = engineKinds.find((one: string) => privateEndpoint(privatePlace(one)).host === process.env.DOCKER_HOST);

it.skipIf(kind === undefined)("an engine of the set-up is started once (skipped on an engine that is not the set-up's)", () => {
  const before = privatePid(privatePlace(kind));
  execFileSync(process.execPath, ["scripts/engine.mjs", "start", kind], { stdio: "ignore" });
  expect(before).toBeDefined();
  expect(privatePid(privatePlace(kind))).toBe(before);
});
