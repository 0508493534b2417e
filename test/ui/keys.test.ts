import { describe, expect, it } from "vitest";
import { keyLabel } from "../../src/debugger/commands/key-names.ts";
import { commandRows, keyGroups } from "../../src/ui/commands/all-rows.ts";
import { editorRows } from "../../src/ui/editor/editor-rows.ts";

const keysOf = (rows: readonly { readonly keys: readonly string[] }[]): readonly string[] => rows.flatMap(({ keys }) => keys);

describe.each([
  ["on the screen", commandRows.filter(({ keys }) => keys.length > 0)],
  ["in the editor", editorRows],
])("the keys %s", (_, rows) => {
  it("have a key each, and no key twice", () => {
    expect(rows.every(({ keys, help, hint }) => keys.length > 0 && help !== "" && hint !== "")).toBe(true);
    expect(new Set(keysOf(rows)).size).toBe(keysOf(rows).length);
    expect(new Set(rows.flatMap(({ name, aliases }) => [name, ...aliases])).size).toBe(
      rows.flatMap(({ aliases }) => ["", ...aliases]).length,
    );
  });
});

it("are those the project promises", () => {
  const promised = ["n", "c", "b", "t", "u", "s", "e", "E", "r", "R", "a", "z", "p", "ctrl-c", "q", "up", "down", "j", "k"];
  expect(keysOf(commandRows)).toEqual(expect.arrayContaining([...promised, "pageup", "pagedown", "g", "G", "tab", "?"]));
});

it("have a help that a terminal of 80 columns shows whole", () => {
  for (const { help } of [...commandRows, ...editorRows]) expect(help.length, help).toBeLessThanOrEqual(57);
});

it("are all in the help", () => {
  const shown = keyGroups({ bindings: [] }).flatMap(({ rows }) => rows);
  expect(shown).toEqual(expect.arrayContaining([...commandRows, ...editorRows].filter(({ keys }) => keys.length > 0)));
});

it.each([
  ["n", "n"],
  ["R", "R"],
  ["ctrl-c", "Ctrl-C"],
  ["alt-enter", "Alt-Enter"],
  ["pageup", "PgUp"],
  ["ctrl-left", "Ctrl-←"],
  ["shift-tab", "Shift-Tab"],
  ["f2", "F2"],
  ["ctrl-_", "Ctrl-_"],
  ["alt-backspace", "Alt-Backspace"],
])("%s is written %s", (key, label) => {
  expect(keyLabel(key)).toBe(label);
});
