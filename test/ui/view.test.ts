import { describe, expect, it } from "vitest";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import { update } from "../../src/debugger/update.ts";
import { newView, updateView, type View, type ViewAction } from "../../src/ui/view.ts";
import { planOf } from "../helpers/plans.ts";
import { scriptAfter, shots } from "../helpers/scenes.ts";

const viewAfter = (...actions: readonly ViewAction[]): View => actions.reduce(updateView, newView);

describe("updateView", () => {
  it.each<[string, readonly ViewAction[], Partial<View>]>([
    ["Tab gives the keys to the pane", [{ type: "focus" }], { focus: "pane" }],
    ["and back", [{ type: "focus" }, { type: "focus" }], { focus: "steps" }],
    ["a pick folds", [{ type: "unfold" }, { type: "pick", item: 3 }], { picked: 3, unfolded: false }],
    ["another tab comes to the front", [{ type: "tab", tab: "config" }], { tab: "config" }],
    ["help opens at its top", [{ type: "help", top: 0 }], { help: 0 }],
    ["the editor takes the focus", [{ type: "open-editor", id: "s3", line: 5, source: "RUN a" }], { focus: "pane" }],
    [
      "and gives it back",
      [{ type: "open-editor", id: "s3", line: 5, source: "RUN a" }, { type: "close-editor" }],
      { focus: "steps" },
    ],
  ])("%s", (_, actions, wanted) => {
    expect(viewAfter(...actions)).toMatchObject(wanted);
  });

  it.each<[string, keyof View, readonly ViewAction[]]>([
    ["follow lets go of the pick", "picked", [{ type: "pick", item: 3 }, { type: "follow" }]],
    [
      "help closes",
      "help",
      [
        { type: "help", top: 2 },
        { type: "help", top: undefined },
      ],
    ],
    [
      "a message goes",
      "message",
      [
        { type: "say", message: { text: "x", tone: "info" } },
        { type: "say", message: undefined },
      ],
    ],
    ["the editor closes", "editing", [{ type: "open-editor", id: "s3", line: 5, source: "" }, { type: "close-editor" }]],
  ])("%s", (_, key, actions) => {
    expect(viewAfter(...actions)).not.toHaveProperty(key);
  });

  it("keeps the text when the file is loaded under the editor", () => {
    const view = viewAfter(
      { type: "open-editor", id: "s3", line: 5, source: "RUN a" },
      { type: "edit", action: { type: "insert", text: "X" } },
      { type: "rebase", line: 7, source: "RUN b" },
    );
    expect(view.editing).toMatchObject({ id: "s3", line: 7, editor: { lines: ["XRUN a"], original: "RUN b" } });
  });
});

describe("a session that goes on", () => {
  const picked: View = { ...newView, picked: 2, unfolded: true, message: { text: "x", tone: "info" } };

  it("takes the selection along when it stops", () => {
    const script = scriptAfter(2);
    script.say({ type: "run", goal: { kind: "next" }, now: 0 });
    const before = script.session();
    script.fail();
    const view = updateView(picked, { type: "session", before, after: script.session() });
    expect(view).toEqual(newView);
  });

  it("leaves a person alone who reads while it runs", () => {
    const script = scriptAfter(2);
    script.say({ type: "run", goal: { kind: "continue" }, now: 0 });
    const before = script.session();
    script.succeed();
    expect(updateView(picked, { type: "session", before, after: script.session() })).toMatchObject({ picked: 2, unfolded: true });
  });

  it("keeps the pick inside a file that got shorter", () => {
    const before = shots.entry?.().script.session();
    if (before === undefined) throw new Error("no shot");
    const [shorter] = update(before, { type: "load", plan: planOf("ARG DEBIAN=bookworm\nFROM scratch\nVOLUME /data\n") });
    expect(updateView({ ...newView, picked: 8 }, { type: "session", before, after: shorter })).toMatchObject({ picked: 2 });
  });

  it("does not clear a message for a breakpoint", () => {
    const script = scriptAfter(2);
    const before = script.session();
    script.say({ type: "addBreakpoint", breakpoint: onLine(5) });
    expect(updateView(picked, { type: "session", before, after: script.session() })).toEqual(picked);
  });
});
