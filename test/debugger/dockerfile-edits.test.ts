/** The Dockerfile on disk: written whole or not at all, never over somebody else's change, taken back, noticed. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import { type DockerfileEdits, dockerfileEdits } from "../../src/debugger/dockerfile-edits.ts";
import { dockerfileOnDisk } from "../../src/debugger/dockerfile-on-disk.ts";
import { type Notices, noticeTexts, withNotice, withoutNotice } from "../../src/debugger/notices.ts";
import { newSession, position, type Session } from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import { linux, planOf } from "../helpers/plans.ts";

const text = "FROM busybox\nRUN one \\\n  # why\n  && two\nRUN three\n";
let folder = "";
let file = "";
let session: Session;
let edits: DockerfileEdits;
let notices: Notices = [];

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
  notices = [];
  edits = dockerfileEdits({
    driver: {
      session: () => session,
      dispatch: (event) => {
        [session] = update(session, event);
      },
    },
    disk: dockerfileOnDisk(file),
    plan: (next) => makePlan(next, { buildArgs: {}, platformArgs: linux }),
    tell: (notice) => {
      notices = withNotice(notices, notice);
    },
    withdraw: () => {
      notices = withoutNotice(notices, "file");
    },
  });
}
const told = (): string | undefined => noticeTexts(notices).join(" ") || undefined;
const onDisk = (): string => fs.readFileSync(file, "utf8");

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-source-"));
  open(text);
});
afterEach(() => {
  edits.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("saving", () => {
  it("replaces the instruction, keeps the rest and the mode, leaves nothing beside it, and goes back", () => {
    expect(edits.edit("s2", "RUN one", false)).toEqual({ kind: "accepted", result: { rerun: 1, line: 2 } });
    expect(onDisk()).toBe("FROM busybox\nRUN one\nRUN three\n");
    expect(fs.statSync(file).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(folder)).toEqual(["Dockerfile"]);
    expect(position(session)).toBe(1);
  });

  it("writes through a link instead of replacing it", () => {
    fs.renameSync(file, path.join(folder, "real"));
    fs.symlinkSync("real", file);
    edits.edit("s3", "RUN drei", false);
    expect(fs.lstatSync(file).isSymbolicLink()).toBe(true);
    expect(onDisk()).toContain("RUN drei");
  });

  it("keeps a file's line ends", () => {
    edits.close();
    open(text.replaceAll("\n", "\r\n"));
    edits.edit("s2", "RUN a \\\n  b", false);
    expect(onDisk()).toBe("FROM busybox\r\nRUN a \\\r\n  b\r\nRUN three\r\n");
  });

  it("refuses what does not parse, and writes nothing", () => {
    expect(edits.edit("s2", "RUNN x", false)).toMatchObject({
      code: "invalid",
      reason: expect.stringMatching(/^Not saved. Line 2:/),
    });
    expect(onDisk()).toBe(text);
    expect(edits.check("s2", "COPY")).toHaveLength(1);
  });

  it("never goes over somebody else's change unless told to", () => {
    fs.writeFileSync(file, `${text}# theirs\n`);
    expect(edits.edit("s3", "RUN mine", false)).toMatchObject({ kind: "refused", code: "conflict" });
    expect(onDisk()).toContain("# theirs");
    expect(edits.edit("s3", "RUN mine", true)).toMatchObject({ kind: "accepted" });
    expect(onDisk()).toContain("RUN mine");
  });

  it("says what is wrong when the file cannot be written", () => {
    fs.rmSync(folder, { recursive: true });
    expect(edits.edit("s3", "RUN x", true)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("cannot write"),
    });
  });
});

describe("taking back", () => {
  it("restores the text before each edit, newest first, on disk and in the session", () => {
    edits.edit("s3", "RUN drei", false);
    edits.edit("s3", "RUN trois", false);
    edits.undo(false);
    expect(onDisk()).toContain("RUN drei");
    edits.undo(false);
    expect(onDisk()).toBe(text);
    expect(session.plan.text).toBe(text);
    expect(session.undo).toEqual([]);
    expect(edits.undo(false)).toMatchObject({ kind: "refused" });
  });
});

describe("taking back what another program wrote", () => {
  const theirs = text.replace("RUN one", "RUN uno");

  it("is asked about first", () => {
    fs.writeFileSync(file, theirs);
    edits.reload();
    expect(edits.undo(false)).toMatchObject({ kind: "refused", code: "conflict" });
    expect(onDisk()).toBe(theirs);
    expect(edits.undo(true)).toMatchObject({ kind: "accepted", result: { did: "reload", line: 2 } });
    expect([onDisk(), position(session)]).toEqual([text, 2]);
  });

  it("does not write over what they wrote since", () => {
    edits.edit("s3", "RUN drei", false);
    fs.writeFileSync(file, theirs);
    expect(edits.undo(false)).toMatchObject({ kind: "refused", code: "conflict" });
    expect(onDisk()).toBe(theirs);
  });
});

describe("a change on disk", () => {
  it("is taken up, and what stands before it is kept", () => {
    fs.writeFileSync(file, text.replace("RUN one", "RUN uno"));
    expect(edits.reload().kind).toBe("accepted");
    expect([position(session), session.plan.text]).toEqual([1, onDisk()]);
    expect(told()).toMatch(/changed on disk: taken up, 1 steps? will run again/);
  });

  it("that does not parse stops the next run with a sentence, and loses nothing", () => {
    fs.writeFileSync(file, "FROM busybox\nNOPE\n");
    expect(edits.reload().kind).toBe("refused");
    expect(told()).toMatch(/line 2: unknown instruction/);
    expect([position(session), session.plan.text]).toEqual([2, text]);
  });

  it("a file that is gone is told", () => {
    fs.rmSync(file);
    expect(edits.reload().kind).toBe("refused");
    expect(told()).toMatch(/cannot read/);
  });
});
