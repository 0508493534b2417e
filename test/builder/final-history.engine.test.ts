/** Config and history of images, line by line as docker build writes them. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePlatform } from "../../src/builder/platform.ts";
import type { NamedContext } from "../../src/builder/request.ts";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { judgeAtHand } from "../conformance/judge.ts";
import { buildInProcess } from "../helpers/build-image.ts";
import { docker, folderWith } from "../helpers/dbuild.ts";
import { dockerBuild } from "../helpers/docker-build.ts";
import { configDifferences, configOf } from "../helpers/image-config.ts";
import { historyDifferences, historyOf } from "../helpers/image-history.ts";
import { remembered } from "../helpers/remembered.ts";
import { forgetImage, savedImage } from "../helpers/saved-image.ts";
import { type HistoryCase, historyCases } from "./history-cases.ts";

const run = Math.random().toString(36).slice(2, 8);
let engine: Engine;
let context: string;
let folder: string;

beforeAll(async () => {
  engine = await connectEngine(process.env);
  context = folderWith({ a: `a ${run}`, "sub/b": `b ${run}`, "empty/": "" });
  folder = folderWith({ file: `data ${run}`, "sub/c": "c", ign: "no", ".dockerignore": "ign\n" });
});
afterAll(async () => {
  engine.close();
  for (const one of [context, folder]) fs.rmSync(one, { recursive: true, force: true });
});

/** The flags of docker build for a case. */
function flags(one: HistoryCase): readonly string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  const contexts = Object.entries(one.contexts ?? {}).flatMap(([key, value]) => [
    "--build-context",
    `${key}=${value === "folder" ? folder : `docker-image://${value}`}`,
  ]);
  return [
    ...pairs("--build-arg", one.args),
    ...pairs("--label", one.labels),
    ...contexts,
    ...(one.target === undefined ? [] : ["--target", one.target]),
    ...(one.platform === undefined ? [] : ["--platform", one.platform]),
  ];
}

function request(one: HistoryCase) {
  const contexts = Object.entries(one.contexts ?? {}).map(([key, value]): [string, NamedContext] => [
    key,
    value === "folder" ? { kind: "folder", root: folder, ignore: true } : { kind: "image", ref: value },
  ]);
  const platform = one.platform === undefined ? undefined : parsePlatform(one.platform, { os: "linux", architecture: "amd64" });
  const epoch = one.args?.SOURCE_DATE_EPOCH;
  return {
    contexts: Object.fromEntries(contexts),
    labels: one.labels ?? {},
    ...(platform && { platform }),
    ...(epoch !== undefined && { sourceDateEpoch: Number(epoch) }),
  };
}

/** What an image says of itself, and how many layers it has. */
async function saidBy(tag: string) {
  const image = await savedImage(tag);
  return { config: configOf(image), history: await historyOf(tag, image), layers: image.layers.length };
}

async function compare(one: HistoryCase, index: number): Promise<readonly string[]> {
  const tags = [`history-${run}-${index}:docker`, `history-${run}-${index}:dbuild`] as const;
  const dockerfile = path.join(context, `../history-${run}-${index}`);
  fs.writeFileSync(dockerfile, one.text);
  try {
    const theirs = await remembered(["history", one], async () => {
      const built = await dockerBuild(tags[0], "-f", dockerfile, ...flags(one), context);
      expect(built.stderr, "docker build").not.toMatch(/^ERROR/m);
      return saidBy(tags[0]);
    });
    const ours = await buildInProcess(engine, one.text, tags[1], {
      context,
      noCache: true,
      buildArgs: one.args ?? {},
      request: request(one),
      ...(one.target !== undefined && { target: one.target }),
    });
    if (!ours.ok) return [`refused: ${ours.problem}\n${ours.log}`];
    const { config, history, layers } = await saidBy(tags[1]);
    return [
      ...configDifferences(theirs.config, config),
      ...historyDifferences(theirs.history, history),
      ...(theirs.layers === layers ? [] : [`layers: ${layers}, expected ${theirs.layers}`]),
    ];
  } finally {
    fs.rmSync(dockerfile, { force: true });
    await docker(["rmi", "-f", ...tags]);
    for (const tag of tags) forgetImage(tag);
  }
}

// Older frontends write other texts; what they can judge is in the cases of the yardstick.
const { frontend } = await judgeAtHand();
const judged = frontend[0] > 1 || frontend[1] >= 19;
const why = judged ? "" : ` (skipped: the texts are those of Dockerfile frontend 1.19, this engine has ${frontend.join(".")})`;

describe.skipIf(!judged)(`the image says what docker build's says${why}`, () => {
  it.each(historyCases.map((one, index) => [one.name, one, index] as const))("%s", async (_name, one, index) => {
    expect((await compare(one, index)).join("\n")).toBe("");
  });
});
