/** A RUN whose dbuild is killed (SIGKILL) at a change of phase, on a real engine, and is taken up by another process. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunRecord } from "../../../src/builder/execution/record.ts";
import { connectEngine } from "../../../src/engine/docker/connect.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { readRecords } from "../../../src/store/run-records.ts";
import { untar } from "../../engine/contract.ts";
import type { Break } from "../../helpers/interrupted-run.ts";
import { takeUpAs } from "../../helpers/interrupted-run.ts";
import type { KilledRun } from "../../helpers/killed-run.ts";

const id = `takeup-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const context = mkdtempSync(path.join(tmpdir(), "dbuild-take-up-"));
writeFileSync(path.join(context, "given"), "of the context\n");
writeFileSync(path.join(context, "secret"), `confidential-${id}`);
let engine: Engine;
let serial = 0;
/** The other process's program, bundled once: to compile it anew each time takes seconds. Beside the packages it imports. */
const program = path.join(import.meta.dirname, `../../../node_modules/.${id}.mjs`);
beforeAll(async () => {
  const entry = path.join(import.meta.dirname, "../../helpers/killed-run.ts");
  await build({ entryPoints: [entry], outfile: program, bundle: true, packages: "external", platform: "node", format: "esm" });
  engine = await connectEngine(process.env, id);
});
afterAll(async () => {
  for (const one of [context, program]) rmSync(one, { recursive: true, force: true });
  // as the sweep would, once the session is known to be dead
  for (const tag of await engine.tags("dbuild-hold", "dbuild-failed")) if (tag.includes(id)) await engine.untag(tag);
  engine.close();
});

const plain = "RUN echo out; echo made > /made; sleep 1";
const failing = "RUN echo out; echo made > /made; sleep 1; exit 3";
const mounted = `RUN --mount=type=cache,id=${id},sharing=locked,target=/cache --mount=type=bind,source=given,target=/in/given --mount=type=secret,id=one <<EOF
cat /in/given > /made
echo kept > /cache/it
test "$(cat /run/secrets/one)" = "confidential-${id}" || exit 4
sleep 1
EOF`;

const cases: readonly (readonly [name: string, run: string, at: Break])[] = [
  ["plain, killed at start", plain, { phase: "start", written: true }],
  ["plain, killed at wait", plain, { phase: "wait", written: true }],
  ["failing, killed at commit", failing, { phase: "commit", written: true }],
  ["with mounts, a cache and a secret, killed at acquire", mounted, { phase: "acquire", written: true }],
  ["with mounts, a cache and a secret, killed at start", mounted, { phase: "start", written: true }],
  ["with mounts, a cache and a secret, killed at wait", mounted, { phase: "wait", written: true }],
  ["with mounts, a cache and a secret, killed at commit", mounted, { phase: "commit", written: true }],
  ["with mounts, a cache and a secret, killed at release", mounted, { phase: "release", written: true }],
];

async function killed(run: KilledRun): Promise<RunRecord> {
  const child = spawn(process.execPath, [program, JSON.stringify(run)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const signal = await new Promise((resolve) => child.once("exit", (_code, by) => resolve(by)));
  expect(signal, said).toBe("SIGKILL");
  const [record] = readRecords(run.folder).map((each) => each.record as RunRecord);
  if (record === undefined) throw new Error("there is no record");
  return record;
}

it.concurrent.each(cases)("%s", async (_name, run, at) => {
  const number = serial++;
  // a cache of its own for each: it is locked
  const text = `FROM busybox\n${run.replace(`id=${id}`, `id=${id}-${number}`)}\n`;
  const sessions = { first: `${id}-a${number}`, second: `${id}-b${number}` };
  const folder = path.join(context, `session-${number}`);
  const options = {
    context,
    noCache: true,
    request: { secrets: { one: { kind: "file", path: path.join(context, "secret") } } },
  } as const;
  const record = await killed({ text, at, session: sessions.first, folder, options });
  expect(JSON.stringify(record)).not.toContain("confidential");
  const { result, log, records, close } = await takeUpAs(engine, text, { ...options, session: sessions.second, record });
  expect(records).toEqual([]);

  const failed = run === failing;
  if ("failure" in result) expect(result.failure).toMatchObject({ kind: "failed", exitCode: failed ? 3 : 0 });
  else expect(result.stage.key).toBe(record.key);
  const image = "failure" in result ? result.failure.image : result.stage.image;
  // while the session holds it: builds of other tests may take over the tag of the same layer
  const look = await engine.create({ image, name: `dbuild-${id}-look-${number}` });
  await close();
  const [made] = await untar(await engine.read(look, "/made"));
  expect(made?.data).toBe(run === mounted ? "of the context\n" : "made\n");
  expect(await engine.stat(look, "/in")).toBeUndefined();
  expect(await engine.stat(look, "/cache")).toBeUndefined();
  await engine.remove(look);
  if (run !== mounted) expect(log).toContain("out\n");
  for (const session of Object.values(sessions)) {
    expect((await engine.containers(`dbuild-${session}`)).map(({ name }) => name)).toEqual([]);
    expect(await engine.volumes(`dbuild-${session}`)).toEqual([]);
  }
});
