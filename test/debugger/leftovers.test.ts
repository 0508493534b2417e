/** Failed layers of earlier sessions: told by one session, taken up by the next where instruction and layers are the same. */
import { expect, it } from "vitest";
import { emptyState } from "../../src/builder/state.ts";
import type { Event } from "../../src/debugger/events.ts";
import type { Leftover } from "../../src/debugger/leftovers.ts";
import { leftoverTeller } from "../../src/debugger/leftovers.ts";
import { type Failure, failureOf, newSession, type Session } from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import { bareStage } from "../helpers/bare-stage.ts";
import { planOf } from "../helpers/plans.ts";

const text = "FROM busybox\nRUN one\nRUN two\n";
const go: Event = { type: "run", goal: { kind: "continue" }, now: 0 };
const failure: Failure = {
  kind: "failed",
  message: "exit code 7",
  exitCode: 7,
  ms: 1,
  image: "sha256:f",
  tag: "dbuild-failed:s-line3-3",
};

const stage = (key: string, name = "") => ({
  ...bareStage,
  image: `sha256:${key}`,
  variables: name === "" ? [] : [{ name, value: "", from: "env" as const }],
  key,
});
const say = (session: Session, event: Event): Session => update(session, event)[0];
const succeed = (session: Session, key: string, name?: string): Session =>
  say(session, {
    type: "stepDone",
    run: session.run,
    state: { ...emptyState, stage: stage(key, name) },
    outcome: { how: "done", ms: 1, size: 0 },
    now: 0,
  });
/** Runs as far as line 3, which then runs, unless it stopped before. */
const toLine3 = (session: Session, key = "one", name?: string) => succeed(succeed(say(session, go), "base"), key, name);

function left(dockerfile = text): Leftover {
  const tell = leftoverTeller();
  const running = toLine3(newSession("s", planOf(dockerfile)));
  expect(tell(running)).toMatchObject([{ kind: "interrupted", line: 3, tag: "dbuild-failed:s-line3-3" }]);
  const [found, ...others] = tell(say(running, { type: "stepFailed", run: running.run, failure, now: 0 }));
  expect(others).toEqual([]);
  return { ...(found as Leftover), image: "sha256:f" };
}
const next = (dockerfile = text, before = text) =>
  say(newSession("t", planOf(dockerfile)), { type: "found", leftovers: [left(before)] });

it("is there as a failure when the build comes to the same instruction on the same layers, which does not run", () => {
  const session = toLine3(next());
  expect(session.status).toEqual({ kind: "stopped", reason: "failure" });
  expect(session.leftovers).toEqual([]);
  expect(failureOf(session, 2)).toMatchObject({ ...failure, ms: 0, message: "exit code 7 (in an earlier session)" });
  // and it is handed on by a session that leaves it as it is
  expect(leftoverTeller()(session)).toMatchObject([{ tag: failure.tag, message: "exit code 7 (in an earlier session)" }]);
});

it.each([
  ["the instruction", text.replace("two", "three"), "one", undefined],
  ["the layer before it", text, "other", undefined],
  ["a variable", text, "one", "A"],
])("is not taken up where %s changed, and handed on", (_, dockerfile, key, name) => {
  const session = toLine3(next(dockerfile), key, name);
  expect(session.status.kind).toBe("running");
  expect(failureOf(session, 2)).toBeUndefined();
  expect(leftoverTeller()(session)).toHaveLength(2);
});

it("is that of a heredoc with the same lines alone", () => {
  const heredoc = (line: string) => text.replace("two", `<<EOF\n${line}\nEOF`);
  expect(toLine3(next(heredoc("make"), heredoc("make"))).status).toEqual({ kind: "stopped", reason: "failure" });
  expect(toLine3(next(heredoc("make all"), heredoc("make"))).status.kind).toBe("running");
});

it("what was done in a shell that was open is left too, and stands on what its step had left", () => {
  const tell = leftoverTeller();
  const running = toLine3(newSession("s", planOf(text)));
  const failed = say(running, { type: "stepFailed", run: running.run, failure, now: 0 });
  const opened = say(failed, { type: "shellOpened", step: "s3", tag: "dbuild-failed:s-line3-1-shell" });
  const [shell, first] = tell(opened).map((each) => ({ ...each, image: `sha256:${each.kind}` }));
  expect([shell, first]).toMatchObject([{ kind: "shell", line: 3, tag: "dbuild-failed:s-line3-1-shell" }, { kind: "failed" }]);
  expect(tell(say(opened, { type: "shellClosed", tag: "dbuild-failed:s-line3-1-shell" }))).toHaveLength(1);
  const at = toLine3(say(newSession("t", planOf(text)), { type: "found", leftovers: [first as Leftover] }));
  expect(failureOf(at, 2)?.kind).toBe("failed");
  // the layer of the shell is made only when the sweep has found its container
  const later = say(at, { type: "found", leftovers: [shell as Leftover] });
  expect(failureOf(later, 2)).toMatchObject({ kind: "shell", tag: "dbuild-failed:s-line3-1-shell", image: "sha256:shell" });
  const both = toLine3(say(newSession("t", planOf(text)), { type: "found", leftovers: [first as Leftover, shell as Leftover] }));
  expect(failureOf(both, 2)?.kind).toBe("shell");
});
