/** COPY, ADD and WORKDIR against the engine's own builder: same file systems, same refusals. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectEngine } from "../../../src/engine/docker/connect.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { cases } from "./cases.ts";
import { compareCopies } from "./differential.ts";
import { refusals } from "./refusals.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await connectEngine(process.env);
});
afterAll(() => engine?.close());

describe("the same files as docker build", () => {
  for (const one of cases) {
    it(one.name, async () => {
      expect(await compareCopies(engine, one)).toEqual({ kind: "built", differences: [] });
    });
  }
});

describe("the same refusals as docker build", () => {
  for (const { ours, docker, ...one } of refusals) {
    it(one.name, async () => {
      expect(await compareCopies(engine, one)).toEqual({
        kind: "refused",
        docker: expect.stringMatching(docker),
        ours: expect.stringMatching(ours),
      });
    });
  }
});
