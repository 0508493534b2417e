/** The footer: several notices share its rows, none hides another one; the keys that matter have room on a narrow screen. */
import { expect, it } from "vitest";
import { shared } from "../../src/ui/footer/shared-rows.ts";
import { sceneOf, shots } from "../helpers/scenes.ts";
import { frameOf } from "../helpers/still.tsx";

it("shows each on rows of its own where there is room", () => {
  expect(shared(["one two three", "four"], 8, 5)).toEqual(["one two", "three", "four"]);
});

it("ends the longest ones early, and says so", () => {
  expect(shared(["a b c d e f", "g"], 3, 3)).toEqual(["a b", "c…", "g"]);
  expect(shared(["a b c d e f", "g h i j"], 3, 2)).toEqual(["a…", "g…"]);
});

it("has room for the first ones at least", () => {
  expect(shared(["one", "two", "three"], 8, 2)).toEqual(["one", "two"]);
  expect(shared([], 8, 2)).toEqual([]);
});

it.each([
  ["failed", 60, { mouse: false }, " s shell  e edit  r clean  R on top  a take  ? help  q quit"],
  ["failed", 60, { mouse: true }, " s shell  e edit  r clean        m mouse on  ? help  q quit"],
  ["failed", 60, { tab: "changes", focus: "pane" } as const, " v file  x copy  s shell  e edit  r clean    ? help  q quit"],
  ["failed", 80, { mouse: true }, " s shell  e edit  r clean  R on top   m mouse on, Shift selects  ? help  q quit"],
  ["failed", 80, { mouse: false }, " s shell  e edit  r run clean  R run on failed layer  a accept   ? help  q quit"],
  ["edited", 60, { mouse: false }, " c continue  n next  R on top  s shell       ? help  q quit"],
])("has the keys of what is %s in %i columns, with %o", (name, columns, view, keys) => {
  const shot = shots[name]?.() ?? expect.fail(name);
  const scene = sceneOf({ ...shot, view: { ...shot.view, ...view } }, { columns, rows: 20 });
  expect(frameOf(scene).trimEnd().split("\n").at(-1)).toBe(keys);
});
