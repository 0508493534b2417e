/** Records of RUNs in the folder of a session that is gone on with. */
import fs from "node:fs";
import { afterAll, expect, it } from "vitest";
import type { RunRecord } from "../../src/builder/execution/record.ts";
import { leavesWork, recordsIn } from "../../src/cli/run-records.ts";
import type { Attempt } from "../../src/debugger/attempts.ts";
import { sessionFolder } from "../../src/store/state-folder.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({});
const env = { XDG_STATE_HOME: root };
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const released: RunRecord = {
  session: "20260101-000000-a-1-1-abc",
  run: 2,
  line: 3,
  key: "key",
  phase: "release",
  container: { name: "dbuild-a-line3-2-run", id: "1" },
  leases: [],
  layer: { image: "sha256:1" },
};
const attempt: Attempt = { run: 2, line: 3, text: "RUN a", startedAt: 1, ms: 1, how: "done", start: "clean" };
const restored = { attempts: { s3: [attempt] } };

/** What is left to take up of that record, once the session is gone on with. */
function left(record: RunRecord, session: Parameters<typeof recordsIn>[0]["restored"]) {
  const folder = sessionFolder(env, record.session, "engine");
  const options = { env, folder, engine: "engine" };
  void recordsIn(options).put(record);
  const found = recordsIn({ ...options, ...(session && { restored: session }) }).left({ key: "key", run: 2, from: "session" });
  return { found, leaves: leavesWork(folder) };
}

it("a RUN whose result is in the journal is not taken up", () => {
  expect(left(released, restored)).toEqual({ found: undefined, leaves: false });
});

it("nor is one whose failure is there with its layer", () => {
  const failed = { ...released, layer: { image: "sha256:1", tag: "dbuild-failed:1" } };
  for (const how of ["failed", "interrupted"] as const)
    expect(left(failed, { attempts: { s3: [{ ...attempt, how, image: "sha256:1" }] } })).toEqual({
      found: undefined,
      leaves: false,
    });
});

it("one whose result is not there is, and one whose failure is there without the layer", () => {
  expect(left(released, { attempts: {} }).found).toEqual(released);
  expect(left({ ...released, phase: "commit" }, restored).found).toEqual({ ...released, phase: "commit" });
  const failed = { ...released, layer: { image: "sha256:1", tag: "dbuild-failed:1" } };
  expect(left(failed, restored)).toEqual({ found: failed, leaves: true });
});
