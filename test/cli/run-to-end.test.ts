/** A build that is gone on with to its end without the screen, on the engine in memory. */
import { expect, it } from "vitest";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import { runToEnd } from "../../src/cli/build.ts";
import { plainProgress } from "../../src/cli/build-progress.ts";
import { type JournalEntry, replay } from "../../src/debugger/journal/replay.ts";
import { memorySession } from "../helpers/memory-session.ts";
import { linux } from "../helpers/plans.ts";

const text = "FROM busybox\nRUN one\n";

it("tells what was under way once, with what was printed since the earlier process ended", async () => {
  const entries: readonly JournalEntry[] = [
    { begin: { text, breakpoints: [] } },
    { event: { type: "run", goal: { kind: "continue" }, now: 0 }, now: 0 },
  ];
  const restored = replay("s", entries, (to) => makePlan(to, { buildArgs: {}, platformArgs: linux }));
  if ("why" in restored) throw new Error(restored.why);
  const session = memorySession({ text, left: { restored, logs: { "line1-run1.log": "heard before\n" } } });
  let told = "";
  const write = (part: string) => {
    told += part;
  };
  try {
    const { status } = await runToEnd(session, plainProgress(session.controller, write, false));
    expect(status.kind).toBe("done");
    expect(told.match(/^(step| {2}heard).*$/gm)).toEqual(["step 1/2 line 1: FROM busybox", "step 2/2 line 2: RUN one"]);
  } finally {
    await session.close();
  }
});
