/** The image of a build that nobody touched equals `docker build`'s: config and merged files, for every supported instruction. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
import { dockerBuild } from "../helpers/docker-build.ts";
import { configDifferences, imageConfig } from "../helpers/image-config.ts";
import { imageTree, treeDifferences } from "../helpers/image-tree.ts";
import { cases } from "./cases.ts";
import { cannotJudge, deviation, type Judge } from "./deviations.ts";

const run = Math.random().toString(36).slice(2, 8);
const made: string[] = [];

afterAll(async () => {
  await docker(["rmi", "-f", ...made]);
});

const info = JSON.parse((await docker(["info", "--format", "{{json .}}"])).stdout);
const containerd = JSON.stringify(info.DriverStatus ?? []).includes("io.containerd.snapshotter.v1");
const judge: Judge = { store: containerd ? "containerd" : "graph", major: Number.parseInt(info.ServerVersion, 10) };

describe("the image equals docker build's", () => {
  it.for(cases.map((one, index) => ({ ...one, index })))(
    "$name",
    async ({ name, index, dockerfile, files = {}, flags = [], timed }, { skip }) => {
      const reason = cannotJudge(name, judge);
      skip(reason !== undefined, reason);
      const folder = folderWith({ ...files, Dockerfile: dockerfile });
      const theirs = `equal-${run}-${index}-docker`;
      const ours = `equal-${run}-${index}-dbuild`;
      made.push(theirs, ours);
      try {
        const [want, have] = [
          await dockerBuild(theirs, ...flags, folder),
          await dbuild(["build", "--no-cache", "-t", ours, ...flags, folder]),
        ];
        expect(want.code, want.stderr).toBe(0);
        expect(have.code, have.stderr).toBe(0);
        const [a, b] = [await imageConfig(theirs), await imageConfig(ours)];
        const config = configDifferences(a, b).filter((line) => deviation(name, judge, line) === undefined);
        const [left, right] = [await imageTree(theirs), await imageTree(ours)];
        const files = treeDifferences(left, right, { mtime: (file) => timed?.test(file) ?? false }).filter(
          (line) => deviation(name, judge, line) === undefined,
        );
        expect({ config, files }).toEqual({ config: [], files: [] });
      } finally {
        fs.rmSync(path.resolve(folder), { recursive: true, force: true });
      }
    },
  );
});
