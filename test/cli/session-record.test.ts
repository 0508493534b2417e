import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sessionRecord } from "../../src/cli/session-record.ts";
import { type LeftLayer, recordIn } from "../../src/store/layers.ts";
import { type ScriptedSession, scriptedSession } from "../helpers/scripted-session.ts";

let folder = "";
let session: ScriptedSession;
let record: () => void;
const none: readonly LeftLayer[] = [];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-record-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true, force: true });
});

function open(text: string): void {
  session = scriptedSession({ text });
  record = sessionRecord({
    folder,
    dockerfile: "/app/Dockerfile",
    engine: "unix:///docker.sock",
    tags: [],
    times: {},
    session: session.session,
    others: () => none,
  });
  session.say({ type: "run", goal: { kind: "continue" }, now: 0 });
  record();
}

it("is written a few times, not thousands, while settings go by, and tells the last of them when all has stopped", () => {
  const written = vi.spyOn(fs, "renameSync");
  open(`FROM busybox\n${"ENV A=1\n".repeat(400)}RUN false\n`);
  for (let step = 0; step <= 400; step++) {
    session.succeed();
    record();
  }
  expect(written.mock.calls.length).toBeLessThan(100);
  session.fail();
  record();
  expect(recordIn(folder)?.standing).toMatchObject({ state: "failed", done: 401 });
});

it("tells of a RUN before it begins, for dbuild may be killed meanwhile", () => {
  open("FROM busybox\nENV A=1\nRUN one\nRUN two\n");
  for (const line of [3, 4]) {
    while (recordIn(folder)?.standing?.line !== line) {
      session.succeed();
      record();
    }
    expect(recordIn(folder)?.left).toMatchObject([{ line, kind: "interrupted" }]);
  }
});
