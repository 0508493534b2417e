/**
 * What each kind of step asks the engine for: what it waits for, one request after the other, is what a build is slow by. A request
 * more is to be seen here before it is felt.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, folderWith } from "../helpers/dbuild.ts";
import { engineProxy } from "../helpers/engine-proxy.ts";

const id = `calls-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const run = (at: number) => `RUN : ${id} ${at}; sleep 0.3; echo ${at} > /${at}`;
const folder = folderWith({
  Dockerfile: [
    "FROM busybox AS base",
    "ARG turn",
    ...[0, 1, 2, 3, 4, 5].map(run),
    "FROM base",
    "ENV a=1",
    "LABEL b=2",
    "USER 0",
    "CMD true",
    "EXPOSE 80",
    `COPY given /given-${id}`,
    `WORKDIR /made/${id}`,
  ].join("\n"),
  given: "of the context\n",
});
/** Its own: sessions of others that did not end in order are no concern of these builds. */
const state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-calls-"));
afterAll(() => {
  for (const one of [folder, state]) fs.rmSync(one, { recursive: true, force: true });
});

/** A request without what is new each time. */
const kindOf = (request: string): string =>
  request
    .replace(/^(\S+) \/v1\.\d+/, "$1 ")
    .replace(/\?.*(?:stdin=1|stdout=1).*$/, (query) => (query.includes("stdout") ? " output" : " input"))
    .replace(/\?.*$/, "")
    .replace(/dbuild-(cache|image|hold)[:/][^/]*/, "$1")
    .replace(/\/(?:sha256:)?[0-9a-f]{64}\b/, "/ID")
    .replace(/^HEAD (.*)\/archive$/, "HEAD $1/archive")
    .replace(/\/volumes\/dbuild-file-.*/, "/volumes/file");

async function requests(...flags: readonly string[]): Promise<readonly string[]> {
  const proxy = await engineProxy();
  try {
    const { code, stderr } = await dbuild(["build", ...flags, "."], {
      cwd: folder,
      env: { ...process.env, XDG_STATE_HOME: state, DOCKER_HOST: proxy.host },
    });
    expect(code, stderr).toBe(0);
    return proxy.requests.map(kindOf);
  } finally {
    proxy.close();
  }
}

/** What another test's dead dbuild left is cleared away by whoever starts next, which asks for more: then it is looked at once more. */
const undisturbed = { retry: 4 } as const;
let turn = 0;

const sorted = (list: readonly string[]): readonly string[] => [...list].sort();

it("is one look for a cached step, and for a RUN what a container costs", undisturbed, async () => {
  const flags = ["--build-arg", `turn=${++turn}`];
  const all = await requests("--no-pool", ...flags);
  // what goes beside the work comes when the machine has time for it
  const beside = ["DELETE /containers/ID", "POST /images/ID/tag", "GET /events"];
  const worked = all.filter((kind) => !beside.includes(kind));
  const commits = worked.flatMap((kind, at) => (kind === "POST /commit" ? [at] : []));
  // from the commit of the second RUN to that of the sixth
  const four = worked.slice((commits[1] ?? 0) + 1, (commits[5] ?? 0) + 1);
  const waitedFor = [
    "GET /images/ID/json",
    "GET /images/cache/json",
    "POST /containers/create",
    "POST /containers/ID/attach output",
    "POST /containers/ID/attach input",
    "POST /containers/ID/start",
    "POST /containers/ID/wait",
    "POST /commit",
  ];
  expect(sorted(four)).toEqual(sorted([0, 1, 2, 3].flatMap(() => waitedFor)));
  const count = (kind: string) => all.filter((each) => each === kind).length;
  // the RUNs, the looks of the first one and of COPY and WORKDIR
  expect(count("DELETE /containers/ID")).toBe(count("POST /containers/create"));
  expect(count("POST /images/ID/tag")).toBeLessThanOrEqual(12);

  const cached = await requests(...flags);
  const looks = cached.filter((kind) => kind === "GET /images/cache/json");
  // six RUNs, COPY and WORKDIR; what only sets something asks nothing
  expect(looks).toHaveLength(8);
  const base = ["GET /images/busybox/json", "GET /images/ID/history"];
  const start = ["GET /version", "GET /info", "GET /containers/json", "GET /volumes"];
  const others = cached.filter((kind) => ![...base, ...start, "GET /images/cache/json", "GET /images/image/json"].includes(kind));
  expect(others).toEqual([]);
  expect(cached.length).toBeLessThanOrEqual(start.length + 4 + looks.length + 1);
});
