/** COPY, ADD and WORKDIR against the engine's own builder: same file systems, same refusals. */
import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { connectEngine } from "../../../src/engine/docker/connect.ts";
import { cases } from "./cases.ts";
import { compareCopies, isOld } from "./differential.ts";
import { flagCases } from "./flag-cases.ts";
import { refusals } from "./refusals.ts";
import { startServers } from "./servers.ts";

// Asked before the tests are named: a name says when the engine at hand cannot judge.
const engine = await connectEngine(process.env);
const old = isOld((await engine.info()).version);
const servers = await startServers();
afterAll(async () => {
  await servers.close();
  engine.close();
});

const sum = createHash("sha256").update("this is /plain.txt\n").digest("hex");
const fill = (line: string): string =>
  line
    .replaceAll("@http", servers.http)
    .replaceAll("@git", servers.git)
    .replaceAll("@commit", servers.commit)
    .replaceAll("@sum", sum);

describe("the same files as docker build", () => {
  for (const one of [...cases, ...flagCases]) {
    it(one.name, async ({ skip }) => {
      skip(old && one.undoneByOld !== undefined, one.undoneByOld);
      expect(await compareCopies(engine, one, fill)).toEqual({ kind: "built", differences: [] });
      skip(old && one.unjudgedByOld !== undefined, `built, but not judged: ${one.unjudgedByOld}`);
    });
  }
});

describe("the same refusals as docker build", () => {
  for (const { ours, docker, old: byOld, ...one } of refusals) {
    it(one.name, async () => {
      const theirs = !old ? expect.stringMatching(docker) : byOld === "accepts" ? undefined : expect.any(String);
      expect(await compareCopies(engine, one, fill)).toEqual({
        kind: "refused",
        docker: theirs,
        ours: expect.stringMatching(ours),
      });
    });
  }
});
