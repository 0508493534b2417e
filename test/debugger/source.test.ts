/** The Dockerfile on disk: written whole or not at all, never over somebody else's change, taken back, noticed. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import type { Debugger } from "../../src/debugger/debugger.ts";
import { dockerfileOnDisk } from "../../src/debugger/dockerfile-on-disk.ts";
import { newSession, position, type Session } from "../../src/debugger/session.ts";
import { type EditedSource, editedSource } from "../../src/debugger/source.ts";
import { update } from "../../src/debugger/update.ts";
import { linux, planOf } from "../helpers/plans.ts";

const text = "FROM busybox\nRUN one \\\n  # why\n  && two\nRUN three\n";
let folder = "";
let file = "";
let session: Session;
let source: EditedSource;

/** A session that stands before its third step, and the file it came from. */
function open(content: string): void {
  file = path.join(folder, "Dockerfile");
  fs.writeFileSync(file, content, { mode: 0o640 });
  session = newSession("s", planOf(content));
  for (let done = 0; done < 2; done++) {
    [session] = update(session, { type: "run", goal: { kind: "next" }, now: 0 });
    const state = { globals: [], done: {} };
    [session] = update(session, { type: "stepDone", run: session.run, state, outcome: { how: "done", ms: 0, size: 0 }, now: 0 });
  }
  const debug: Debugger = {
    session: () => session,
    dispatch: (event) => {
      [session] = update(session, event);
    },
    subscribe: () => () => {},
    rebuild: async () => {},
    touch: () => {},
    settled: async () => {},
  };
  const plan = (next: string) => makePlan(next, { buildArgs: {}, platformArgs: linux });
  source = editedSource(debug, dockerfileOnDisk(file), plan);
}
const onDisk = (): string => fs.readFileSync(file, "utf8");

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-source-"));
  open(text);
});
afterEach(() => {
  source.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("saving", () => {
  it("replaces the instruction, keeps the rest and the mode, leaves nothing beside it, and goes back", async () => {
    expect(await source.replace("s2", "RUN one")).toEqual({ kind: "saved", rerun: 1, line: 2 });
    expect(onDisk()).toBe("FROM busybox\nRUN one\nRUN three\n");
    expect(fs.statSync(file).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(folder)).toEqual(["Dockerfile"]);
    expect(position(session)).toBe(1);
  });

  it("writes through a link instead of replacing it", async () => {
    fs.renameSync(file, path.join(folder, "real"));
    fs.symlinkSync("real", file);
    await source.replace("s3", "RUN drei");
    expect(fs.lstatSync(file).isSymbolicLink()).toBe(true);
    expect(onDisk()).toContain("RUN drei");
  });

  it("keeps a file's line ends", async () => {
    source.close();
    open(text.replaceAll("\n", "\r\n"));
    await source.replace("s2", "RUN a \\\n  b");
    expect(onDisk()).toBe("FROM busybox\r\nRUN a \\\r\n  b\r\nRUN three\r\n");
  });

  it("refuses what does not parse, and writes nothing", async () => {
    expect(await source.replace("s2", "RUNN x")).toMatchObject({ kind: "invalid", problems: [{ span: { line: 2 } }] });
    expect(onDisk()).toBe(text);
    expect(source.check("s2", "COPY")).toHaveLength(1);
  });

  it("never goes over somebody else's change unless told to", async () => {
    fs.writeFileSync(file, `${text}# theirs\n`);
    expect(await source.replace("s3", "RUN mine")).toEqual({ kind: "conflict" });
    expect(onDisk()).toContain("# theirs");
    expect(await source.replace("s3", "RUN mine", true)).toMatchObject({ kind: "saved" });
    expect(onDisk()).toContain("RUN mine");
  });

  it("says what is wrong when the file cannot be written", async () => {
    fs.rmSync(folder, { recursive: true });
    expect(await source.replace("s3", "RUN x", true)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("cannot write"),
    });
  });
});

describe("taking back", () => {
  it("restores the text before each edit, newest first, on disk and in the session", async () => {
    await source.replace("s3", "RUN drei");
    await source.replace("s3", "RUN trois");
    await source.undo();
    expect(onDisk()).toContain("RUN drei");
    await source.undo();
    expect(onDisk()).toBe(text);
    expect(session.plan.text).toBe(text);
    expect(source.canUndo()).toBe(false);
    expect(await source.undo()).toMatchObject({ kind: "failed" });
  });
});

describe("a change on disk", () => {
  it("is taken up, and what stands before it is kept", () => {
    fs.writeFileSync(file, text.replace("RUN one", "RUN uno"));
    expect(source.reload()).toBe(true);
    expect([position(session), session.plan.text]).toEqual([1, onDisk()]);
    expect(source.notice()).toMatch(/changed on disk: taken up, 1 steps? will run again/);
  });

  it("that does not parse stops the next run with a sentence, and loses nothing", () => {
    fs.writeFileSync(file, "FROM busybox\nNOPE\n");
    expect(source.reload()).toBe(false);
    expect(source.notice()).toMatch(/line 2: unknown instruction/);
    expect([position(session), session.plan.text]).toEqual([2, text]);
  });

  it("a file that is gone is told", () => {
    fs.rmSync(file);
    expect(source.reload()).toBe(false);
    expect(source.notice()).toMatch(/cannot read/);
  });
});
