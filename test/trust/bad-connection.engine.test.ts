/**
 * Any one request to the engine goes wrong on its way: it never arrives, its answer is lost, comes half, or late. The build is the one of
 * a sound connection, and the next one clears away what it could not. DBUILD_FAULTS=200 is the whole form (npm run faults).
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
import { engineProxy, type Fault } from "../helpers/engine-proxy.ts";
import { leftBy } from "../helpers/left-by.ts";

const faults = Number(process.env.DBUILD_FAULTS ?? 4);
const id = `bad-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const count = (step: string) => `--mount=type=cache,id=${id},target=/count echo ${step} >> /count/steps`;
const cwd = folderWith({
  Dockerfile: `FROM busybox AS tools
WORKDIR /tools
ARG turn
RUN ${count("tools")}; echo tool > tool
FROM busybox
ARG turn
COPY given /given
RUN --mount=type=secret,id=s ${count("one")}; wc -c < /run/secrets/s > /one
COPY --from=tools /tools /tools
RUN --mount=type=cache,id=${id},target=/count sort /count/steps > /steps; rm /count/steps
CMD ["cat", "/steps", "/one", "/tools/tool", "/given"]
`,
  given: "of the context\n",
  secret: "confidential\n",
});
const wanted = "one\ntools\n13\ntool\nof the context\n";
const kinds: readonly Fault[] = ["cut", "lose", "truncate", "delay"];
let turn = 0;
const state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-bad-"));
const anything = folderWith({ Dockerfile: "FROM busybox\n" });
const env = { ...process.env, XDG_STATE_HOME: state };
const sessions = new Set<string>();
afterAll(async () => {
  for (const folder of [cwd, state, anything]) fs.rmSync(folder, { recursive: true, force: true });
  await docker(["rmi", "-f", id]);
});

/** Builds with that fault of that request; what it asked for, and what came of it. */
async function through(fault?: Fault, goesWrong: (request: string, at: number) => boolean = () => false) {
  const proxy = await engineProxy();
  let met: string | undefined;
  proxy.fault = (request, at) => {
    if (!goesWrong(request, at)) return undefined;
    met = request;
    return fault;
  };
  try {
    const words = ["build", "--no-cache", "--build-arg", `turn=${++turn}`, "--secret", "id=s,src=secret", "-t", id, "."];
    const built = await dbuild(words, { cwd, env: { ...env, DOCKER_HOST: proxy.host } });
    for (const session of fs.readdirSync(path.join(state, "dbuild", "sessions"))) sessions.add(session);
    return { ...built, met, requests: proxy.requests };
  } finally {
    proxy.close();
  }
}

it("is the same as if nothing had been", { timeout: 120_000 + faults * 60_000 }, async () => {
  const sound = await through();
  expect(sound.code, sound.stderr).toBe(0);
  const { length } = sound.requests;
  const wrong: string[] = [];
  for (let round = 0; round < faults; round++) {
    const fault = kinds[round % kinds.length];
    // one early, when nothing is built yet, for each that may be at any time
    const number = Math.floor(Math.random() * (round % 2 === 0 ? length : 12));
    const { code, stderr, met } = await through(fault, (_request, at) => at === number);
    const { stdout } = await docker(["run", "--rm", "--network", "none", id]);
    if (code !== 0 || stdout !== wanted) wrong.push(`${fault} of ${met}: exit code ${code}\n${stderr}\n${stdout}`);
  }
  expect(wrong).toEqual([]);
  // all the removals of what held its layers
  const ended = await through("cut", (request) => /^DELETE .*dbuild-hold/.test(request));
  expect(ended.code, ended.stderr).toBe(0);
  expect(await leftBy([...sessions])).not.toEqual([]);
  expect(sessions.size).toBeGreaterThan(faults);
  // by another address of the engine
  expect((await dbuild(["build", anything], { env })).code).toBe(0);
  expect(await leftBy([...sessions])).toEqual([]);
});
