/**
 * Files of a session that were cut, spoiled or made by another dbuild: what is read of them is a session or a reason, nothing is thrown,
 * and nothing outside of the session's folder is written.
 */
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { makePlan, type PlanResult } from "../../src/builder/plan/make-plan.ts";
import { layersOf } from "../../src/cli/layers-of.ts";
import { savedInvocation } from "../../src/cli/saved-invocation.ts";
import { readBack } from "../../src/cli/session-journal.ts";
import { storedEvent } from "../../src/debugger/journal/entries.ts";
import { leftoverTeller } from "../../src/debugger/leftovers.ts";
import { newSession, type Session } from "../../src/debugger/session.ts";
import { neededToUndo } from "../../src/debugger/undo.ts";
import { update } from "../../src/debugger/update.ts";
import { UserError } from "../../src/errors.ts";
import { journalFile, replaceJournal } from "../../src/store/journal.ts";
import { recordIn, writeRecord } from "../../src/store/layers.ts";
import { needsOf } from "../../src/store/needs.ts";
import { readRecords, recordFiles } from "../../src/store/run-records.ts";
import { exitOf } from "../../src/ui/exit.ts";
import { positionLabel, sentence } from "../../src/ui/labels.ts";
import { anyEvent, stages } from "../helpers/any-event.ts";
import { folderWith } from "../helpers/dbuild.ts";
import { linux, planOf } from "../helpers/plans.ts";

const root = folderWith({ "beside/": "" });
const folder = path.join(root, "20261128-010203-aaaaa-bbb-ccc-ddd");
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
});

const replan = (text: string): PlanResult => makePlan(text, { buildArgs: {}, platformArgs: linux });
const invocation = {
  dbuild: 1,
  command: "tui",
  context: ".",
  flags: {},
  cwd: "/",
  dockerfile: "/Dockerfile",
  engine: "x",
  startedAt: 0,
  mark: "00",
};

/** Lines of a journal that many events made. */
function lines(): readonly string[] {
  const [makers = []] = fc.sample(fc.array(anyEvent, { minLength: 120, maxLength: 120, size: "max" }), { numRuns: 1, seed: 7 });
  let session: Session = newSession("s", planOf(stages));
  const entries: unknown[] = [invocation, { begin: { text: stages, breakpoints: [] } }];
  for (const make of makers) {
    const event = make(session);
    const [next] = update(session, event);
    if (next === session) continue;
    const stored = storedEvent(event, session);
    if (stored !== undefined) entries.push({ event: stored, now: 0 });
    session = next;
  }
  return entries.map((entry) => JSON.stringify(entry));
}
const whole = lines();

/** What is made of a session that was read: none of it throws. */
function shown(session: Session): void {
  sentence(session);
  positionLabel(session, 0);
  exitOf(session, "quit");
  layersOf(session);
  leftoverTeller()(session);
  neededToUndo(session);
  update(session, { type: "resumed", now: 77 });
  update(session, { type: "undo" });
}

/** What is read of a journal: a session, or the reason why there is none. */
async function read(bytes: string | Uint8Array): Promise<Session | string> {
  fs.writeFileSync(journalFile(folder), bytes);
  savedInvocation({ id: path.basename(folder), folder });
  try {
    const { journal, restored } = readBack({ folder, buildArgs: {} }, { mark: "00" }, replan);
    await journal.close();
    shown(restored.session);
    return restored.session;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  } finally {
    expect(fs.readdirSync(root).sort()).toEqual([path.basename(folder), "beside"]);
    expect(fs.readdirSync(path.join(root, "beside"))).toEqual([]);
  }
}

const text = `${whole.join("\n")}\n`;

describe("a journal", () => {
  it("has a good part of what may happen in it", () => {
    expect(whole.length).toBeGreaterThan(25);
  });

  it("cut anywhere is a session or a reason", async () => {
    // where in a line makes no difference (journal.test.ts)
    const bytes = Buffer.from(text);
    for (let length = bytes.length; length > 0; length = bytes.lastIndexOf(10, length - 2) + 1) {
      const session = await read(bytes.subarray(0, length));
      expect(typeof session === "string" ? session : session.plan.text).toMatch(/cannot be taken up: it has no beginning|FROM/);
    }
    expect(await read("")).toContain("it has no beginning");
  });

  it("with bytes that are others is a session or a reason", async () => {
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        async (flips) => {
          const spoiled = Buffer.from(bytes);
          for (const [at, value] of flips) spoiled[at] = value;
          await read(spoiled);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("with lines twice, elsewhere or gone is a session or a reason", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length - 1), { maxLength: 60 }), fc.nat(3), async (order, from) => {
        const mixed = [...whole.slice(0, from), ...order.map((at) => whole[at])];
        await read(`${mixed.join("\n")}\n`);
      }),
      { numRuns: 150 },
    );
  });

  it("with any JSON for lines is a session or a reason", async () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.record({ begin: fc.jsonValue() }),
      fc.record({ event: fc.jsonValue(), now: fc.jsonValue() }),
      fc.record({
        event: fc.record({
          type: fc.constantFrom("load", "stepDone", "kept", "undo", "rebuilt", "run", "found", "nope"),
          run: fc.jsonValue(),
          step: fc.jsonValue(),
          state: fc.jsonValue(),
          text: fc.jsonValue(),
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { maxLength: 6 }), fc.nat(2), fc.nat(whole.length), async (list, from, before) => {
        const made = [
          ...whole.slice(0, Math.min(from, before)),
          ...whole.slice(2, before),
          ...list.map((each) => JSON.stringify(each)),
        ];
        await read(`${made.join("\n")}\n`);
      }),
      { numRuns: 300 },
    );
  });

  it("of a dbuild to come is taken up to where this one understands it, and says so", async () => {
    fs.writeFileSync(
      journalFile(folder),
      `${whole.slice(0, 4).join("\n")}\n{"event":{"type":"teleport"},"now":0}\n${whole[4]}\n`,
    );
    const { journal, restored } = readBack({ folder, buildArgs: {} }, { mark: "00" }, replan);
    await journal.close();
    expect(restored.cut).toBe('this dbuild does not know what "teleport" is: a newer one wrote it');
    expect(fs.readFileSync(journalFile(folder), "utf8")).toBe(`${whole.slice(0, 4).join("\n")}\n`);
  });

  it("of another form, or of a dbuild to come, is none that can be taken up", () => {
    for (const form of [0, 2, "1", null]) {
      fs.writeFileSync(journalFile(folder), `${JSON.stringify({ ...invocation, dbuild: form })}\n`);
      expect(savedInvocation({ id: "s", folder }), String(form)).toBeUndefined();
    }
  });

  it("that is a link is not written through", async () => {
    const target = path.join(root, "victim");
    fs.writeFileSync(target, text);
    fs.symlinkSync(target, journalFile(folder));
    try {
      expect(savedInvocation({ id: "s", folder })).toBeUndefined();
      expect(fs.readFileSync(target, "utf8")).toBe(text);
    } finally {
      fs.rmSync(target);
    }
  });
});

it("nothing is written through a link that somebody made beside a file", () => {
  const victim = path.join(root, "beside", "victim");
  fs.writeFileSync(victim, "theirs");
  try {
    for (const name of ["journal.jsonl", "layers.json"]) fs.symlinkSync(victim, path.join(folder, `${name}.new`));
    replaceJournal(folder, [invocation], (line) => line);
    writeRecord(folder, { dockerfile: "/Dockerfile", layers: [], engine: "x", left: [] });
    expect(fs.readFileSync(victim, "utf8")).toBe("theirs");
    expect([savedInvocation({ id: "s", folder })?.engine, recordIn(folder)?.engine]).toEqual(["x", "x"]);
  } finally {
    fs.rmSync(victim);
  }
});

describe("the record of a session, and of what it has under work", () => {
  const record = {
    dockerfile: "/Dockerfile",
    layers: [{ line: 1, endLine: 1, stageIndex: 0, stage: "", image: "sha256:a", failed: false }],
    kept: ["c"],
    engine: "unix:///x",
    left: [{ line: 2, kind: "failed", message: "exit 1", tag: "dbuild-failed:a" }],
    undo: { images: ["sha256:b"], tags: ["dbuild-failed:b"] },
    standing: { state: "failed", steps: 3, done: 1, tags: [], byHand: false, at: 0 },
  } as const;
  const run = { key: "k", phase: "wait", line: 2, container: { name: "n", id: "i" }, leases: [{ kind: "tag", name: "t" }] };
  const file = path.join(folder, "layers.json");

  it("whatever is in the files, what they need is told and nothing is thrown", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(record)), fc.boolean(), (value, field, inside) => {
        fs.writeFileSync(file, JSON.stringify(inside ? { ...record, [field]: value } : value));
        recordFiles(folder).put("one", inside ? { ...run, leases: value } : value);
        const needs = needsOf(
          recordIn(folder),
          readRecords(folder).map((each) => each.record),
        );
        for (const list of Object.values(needs)) for (const each of list) expect(typeof each).toBe("string");
      }),
      { numRuns: 300 },
    );
  });

  it("cut at every byte is whole or none", () => {
    writeRecord(folder, record);
    const bytes = fs.readFileSync(file);
    for (let length = 0; length <= bytes.length; length++) {
      fs.writeFileSync(file, bytes.subarray(0, length));
      expect(recordIn(folder)).toEqual(length === bytes.length ? record : undefined);
    }
  });
});
