import { describe, expect, it } from "vitest";
import { offered, unable } from "../../src/ui/able.ts";
import { selectedItem } from "../../src/ui/items.ts";
import { type Command, keyTable } from "../../src/ui/keys.ts";
import { newView } from "../../src/ui/view.ts";
import { shots } from "../helpers/scenes.ts";

function situation(name: string) {
  const shot = shots[name]?.();
  if (shot === undefined) throw new Error(`no shot ${name}`);
  const session = shot.desk.session();
  return { session, selected: selectedItem(session, { ...newView, ...shot.view }.picked), canUndo: shot.desk.source.canUndo() };
}

it.each<[Command, string, RegExp]>([
  ["retry-failed", "entry", /^R needs a step that makes a layer; ARG makes none/],
  ["retry-failed", "breakpoint", /^R needs a failed layer/],
  ["accept", "breakpoint", /^a needs a failed layer/],
  ["accept", "failed-early", /makes none/],
  ["back", "entry", /first step/],
  ["next", "running", /is running/],
  ["next", "done", /image is built/],
  ["pause", "entry", /Nothing is running/],
  ["pause", "pausing", /Pausing already/],
  ["run-to", "entry", /stands before this step already/],
  ["run-to", "unneeded", /does not need line 15/],
  ["breakpoint", "unneeded", /does not need line 15/],
  ["edit", "unneeded", /E opens the whole file/],
  ["edit", "running", /Pause with p/],
  ["shell", "entry", /no layer yet/],
  ["shell", "long", /has not run yet/],
  ["undo", "entry", /no edit/],
])("%s says why not when %s", (command, name, reason) => {
  expect(unable(command, situation(name))).toMatch(reason);
});

it.each<[Command, string]>([
  ["retry", "failed"],
  ["retry-failed", "failed"],
  ["accept", "failed"],
  ["accept", "kept"],
  ["shell", "failed"],
  ["shell", "breakpoint"],
  ["shell", "running"],
  ["back", "done"],
  ["run-to", "long"],
  ["breakpoint", "running"],
  ["pause", "running"],
  ["next", "lost"],
])("%s can be done when %s", (command, name) => {
  expect(unable(command, situation(name))).toBeUndefined();
});

describe("the footer", () => {
  it.each(Object.keys(shots))("offers only what can be done when %s", (name) => {
    const here = situation(name);
    const commands = offered(here);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      expect(unable(command, here)).toBeUndefined();
      expect(keyTable.some((row) => row.command === command)).toBe(true);
    }
  });

  it("offers to run on after an edit of what failed", () => {
    expect(offered(situation("failed"))).not.toContain("continue");
    expect(offered(situation("edited")).slice(0, 3)).toEqual(["continue", "next", "retry-failed"]);
  });
});
