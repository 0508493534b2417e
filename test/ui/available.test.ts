/** Whether a command can be done in each state, and why not: one judge for keys, footer and the door. */
import { describe, expect, it } from "vitest";
import type { Situation } from "../../src/debugger/commands/row.ts";
import { sessionRows } from "../../src/debugger/commands/table.ts";
import { whyNot } from "../../src/debugger/commands/why-not.ts";
import { type CommandName, commandRows, rowOf, withKeys } from "../../src/ui/commands/all-rows.ts";
import { offered } from "../../src/ui/footer/offered.ts";
import { selectedItem } from "../../src/ui/items.ts";
import { newView } from "../../src/ui/view.ts";
import { shots } from "../helpers/scenes.ts";

function situation(name: string): Situation {
  const shot = shots[name]?.();
  if (shot === undefined) throw new Error(`no shot ${name}`);
  const session = shot.script.session();
  return { session, selected: selectedItem(session, { ...newView, ...shot.view }.picked)?.id };
}

it.each<[CommandName, string, RegExp]>([
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
  ["undo", "entry", /nothing to take back/],
])("%s says why not when %s", (command, name, reason) => {
  expect(withKeys(rowOf(command).available(situation(name)) ?? "", { bindings: [] })).toMatch(reason);
});

it.each<[CommandName, string]>([
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
  expect(rowOf(command).available(situation(name))).toBeUndefined();
});

describe("the footer", () => {
  it.each(Object.keys(shots))("offers only what can be done when %s", (name) => {
    const here = situation(name);
    const commands = offered(here);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      expect(rowOf(command).available(here)).toBeUndefined();
      expect(rowOf(command).keys.length).toBeGreaterThan(0);
    }
  });

  it("offers to run on after an edit of what failed", () => {
    expect(offered(situation("failed"))).not.toContain("continue");
    expect(offered(situation("edited")).slice(0, 3)).toEqual(["continue", "next", "retry-failed"]);
    expect(offered(situation("failed"), true).slice(0, 3)).toEqual(["edit-in-layer", "copy", "shell"]);
    expect(offered(situation("entry"), true)).not.toContain("edit-in-layer");
  });
});

describe("a reason", () => {
  it.each(Object.keys(shots))("names only commands that there are, when %s", (name) => {
    const here = situation(name);
    for (const row of commandRows) {
      const reason = row.available(here) ?? "";
      for (const [, named] of reason.matchAll(/\{([^}]+)\}/g)) expect(commandRows.map((each) => each.name)).toContain(named);
      expect(withKeys(reason, { bindings: [] })).not.toMatch(/[{}]/);
    }
  });

  it("is the same for a row and for its command at the door", () => {
    for (const name of Object.keys(shots)) {
      const here = situation(name);
      for (const row of sessionRows) {
        const command = row.run("", here);
        expect(row.available(here)).toBe("reason" in command ? command.reason : whyNot(command, here));
      }
    }
  });
});
