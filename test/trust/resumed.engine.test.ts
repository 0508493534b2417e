/**
 * A build that is killed at any moment and gone on with: no step is run twice, nothing is lost, nothing is left over, and the image is
 * the one of a build that was let alone. DBUILD_FAULTS=200 is the whole form (npm run faults).
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith, type Ran } from "../helpers/dbuild.ts";

const faults = Number(process.env.DBUILD_FAULTS ?? 3);
const id = `resumed-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const folder = folderWith({
  Dockerfile: dockerfile(`${id}-0`),
  given: "of the context\n",
  secret: `confidential-${id}\n`,
});

/** Twelve instructions; each RUN counts itself in a cache that outlives it. */
function dockerfile(cache: string): string {
  const count = (step: string) => `--mount=type=cache,id=${cache},target=/count echo ${step} >> /count/steps`;
  return `FROM busybox AS tools
WORKDIR /tools
RUN ${count("tools")}; echo tool > tool
FROM busybox
ENV A=1
COPY given /given
RUN ${count("one")}; echo one > /one; sleep 0.3
RUN --mount=type=secret,id=s ${count("two")}; wc -c < /run/secrets/s > /two; sleep 0.3
COPY --from=tools /tools /tools
RUN --mount=type=bind,source=given,target=/bound ${count("three")}; cat /bound > /three
RUN --mount=type=cache,id=${cache},target=/count sort /count/steps > /steps
CMD ["cat", "/steps", "/one", "/two", "/three", "/tools/tool", "/given"]
`;
}

const wanted = `one\nthree\ntools\ntwo\none\n${`confidential-${id}\n`.length}\nof the context\ntool\nof the context\n`;
const tags: string[] = [];
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  await docker(["rmi", "-f", ...tags]);
});

// the state folder of all tests: a dbuild that knows nothing of a session sweeps what a dead one left
const { env } = process;
const words = (tag: string) => ["build", "--no-cache", "--secret", "id=s,src=secret", "-t", tag, "."];
/** Ids of the sessions of this test. */
const ids = new Set<string>();

/** Names in the engine that belong to sessions of this test: containers, volumes, tags of what is held. */
async function leftOver(): Promise<readonly string[]> {
  const lines = async (...asked: readonly string[]) => (await docker(asked)).stdout.split("\n");
  const names = [
    ...(await lines("ps", "-a", "--format", "{{.Names}}", "--filter", "name=dbuild-")),
    ...(await lines("volume", "ls", "-q", "--filter", "name=dbuild-")),
    ...(await lines("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=dbuild-hold")),
  ];
  // in another process a session has another id, but for when it began and its last part
  const ofOurs = [...ids].map((each) => new RegExp(`${each.slice(0, 15)}-[0-9a-z-]*-${each.slice(-3)}(?:-|$)`));
  return names.filter((name) => ofOurs.some((form) => form.test(name)));
}

/** Kills the build after `moment` milliseconds; false: it had ended. */
async function killedAfter(moment: number, tag: string): Promise<boolean> {
  const child = spawn(process.execPath, [dbuildFile, ...words(tag)], { cwd: folder, env, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, moment))]);
  const late = child.exitCode !== null;
  child.kill("SIGKILL");
  await ended;
  return !late;
}

/** What people call the newest session of this test: the same in every process. */
async function newest(): Promise<string | undefined> {
  const { stdout } = await dbuild(["sessions", "--json"], { cwd: folder, env });
  const all = JSON.parse(stdout) as readonly { readonly session: string; readonly id: string; readonly dockerfile: string }[];
  const own = all.filter(
    ({ dockerfile }) => path.dirname(dockerfile) === fs.realpathSync(folder) || path.dirname(dockerfile) === folder,
  );
  for (const { id: each } of own) ids.add(each);
  return own[0]?.session;
}

/** Goes on with the newest session; where it was killed before it had one, begins it. */
async function goneOn(tag: string, before: string | undefined): Promise<Ran> {
  return (await newest()) !== before
    ? dbuild(["resume", "--plain"], { cwd: folder, env })
    : dbuild(words(tag), { cwd: folder, env });
}

it("is the same as if nothing had been", { timeout: 120_000 + faults * 60_000 }, async () => {
  const run = async (number: number) => {
    const tag = `${id}:${number}`;
    tags.push(tag);
    fs.writeFileSync(path.join(folder, "Dockerfile"), dockerfile(`${id}-${number}`));
    return tag;
  };
  const alone = await run(0);
  const began = Date.now();
  const first = await dbuild(words(alone), { cwd: folder, env });
  expect(first.code, first.stderr).toBe(0);
  const takes = Date.now() - began;
  for (let number = 1; number <= faults; number++) {
    const tag = await run(number);
    const before = await newest();
    const moment = takes * ((number - Math.random()) / faults);
    if (await killedAfter(moment, tag)) {
      const { code, stderr } = await goneOn(tag, before);
      expect(code, `killed after ${moment} of ${takes} ms\n${stderr}`).toBe(0);
    }
    const { stdout } = await docker(["run", "--rm", "--network", "none", tag]);
    expect(stdout, `killed after ${moment} of ${takes} ms`).toBe(wanted);
  }
  // what was killed before it was written down is swept by any start
  await dbuild(["build", "."], { cwd: folderWith({ Dockerfile: "FROM scratch\nLABEL a=1\n" }), env });
  expect(await leftOver()).toEqual([]);
});
