import { describe, expect, it } from "vitest";
import { newOutput, type OutputAction, type OutputState, updateOutput } from "../../../../src/ui/panes/output/state.ts";
import type { ViewAction } from "../../../../src/ui/view.ts";
import { scriptAfter } from "../../../helpers/scenes.ts";

const outputAfter = (...actions: readonly (OutputAction | ViewAction)[]): OutputState => actions.reduce(updateOutput, newOutput);
const scrolled: OutputAction = { type: "scroll", id: "s2", top: 9 };

describe("the output", () => {
  it.each<[string, readonly (OutputAction | ViewAction)[], OutputState]>([
    ["scrolls", [scrolled], { wrap: false, scroll: { id: "s2", top: 9 } }],
    ["stops at the top", [{ type: "scroll", id: "s3", top: -4 }], { wrap: false, scroll: { id: "s3", top: 0 } }],
    ["follows again at the end", [scrolled, { type: "scroll-end" }], { wrap: false }],
    ["wraps, and wraps another step's output too", [{ type: "wrap" }, { type: "pick", item: 3 }], { wrap: true }],
    ["follows when another step is picked", [scrolled, { type: "pick", item: 3 }], { wrap: false }],
    ["follows when the selection goes along again", [scrolled, { type: "follow" }], { wrap: false }],
    ["stands still when something else is looked at", [scrolled, { type: "help", top: 0 }], outputAfter(scrolled)],
  ])("%s", (_, actions, wanted) => {
    expect(outputAfter(...actions)).toEqual(wanted);
  });

  it("stands still while a build runs, and follows when it has stopped", () => {
    const script = scriptAfter(2);
    const stopped = script.session();
    script.say({ type: "run", goal: { kind: "next" }, now: 0 });
    const running = script.session();
    const started = outputAfter(scrolled, { type: "session", before: stopped, after: running });
    expect(started.scroll).toBeDefined();
    script.succeed();
    expect(updateOutput(started, { type: "session", before: running, after: script.session() })).toEqual({ wrap: false });
  });
});
