/** Keys as people write them are the names that the bytes of a terminal get. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindableKey, keyLabel } from "../../../src/debugger/commands/key-names.ts";
import { decode } from "../../../src/ui/decode-keys.ts";

const nameOf = (bytes: string): string | undefined => decode(bytes).keys[0]?.name;

describe("bindableKey", () => {
  it.each([
    ["x", "x"],
    ["X", "X"],
    ["shift-x", "X"],
    ["é", "é"],
    ["-", "-"],
    ["space", " "],
    ["ctrl-x", "\u0018"],
    ["Ctrl-X", "\u0018"],
    ["CTRL-x", "\u0018"],
    ["ctrl-_", "\u001f"],
    ["ctrl-]", "\u001d"],
    ["ctrl-\\", "\u001c"],
    ["ctrl-space", "\u0000"],
    ["alt-n", "\u001bn"],
    ["Alt-N", "\u001bn"],
    ["alt-shift-n", "\u001bN"],
    ["alt--", "\u001b-"],
    ["alt-enter", "\u001b\r"],
    ["alt-ctrl-x", "\u001b\u0018"],
    ["alt-ctrl-x", "\u001b[120;7u"],
    ["f5", "\u001b[15~"],
    ["F12", "\u001b[24~"],
    ["shift-f5", "\u001b[15;2~"],
    ["tab", "\t"],
    ["shift-tab", "\u001b[Z"],
    ["pageup", "\u001b[5~"],
    ["PgUp", "\u001b[5~"],
    ["↑", "\u001b[A"],
    ["shift-ctrl-left", "\u001b[1;6D"],
    ["backspace", "\u007f"],
    ["delete", "\u001b[3~"],
  ])("%s is the key of its bytes", (word, bytes) => {
    expect(bindableKey(word)).toBe(nameOf(bytes));
  });

  it.each([
    ["escape", "Esc cannot be bound: it leaves text fields"],
    ["Esc", "Esc cannot be bound"],
    ["enter", "Enter cannot be bound: it ends what is typed"],
    ["ctrl-c", "Ctrl-C cannot be bound: it pauses, stops and leaves"],
    ["Ctrl-C", "Ctrl-C cannot be bound"],
    [":", ": cannot be bound: behind it a binding is taken back"],
    ["ctrl-i", "Ctrl-I cannot be bound: a terminal sends the same for it as for Tab."],
    ["ctrl-m", "as for Enter."],
    ["alt-ctrl-h", "as for Backspace."],
    ["pgupp", 'There is no key "pgupp": keys are written x, ctrl-x, alt-n, f5, pageup, shift-tab.'],
    ["ctrl-pagup", "did you mean ctrl-pageup?"],
    ["f13", "There is no key"],
    ["ctrl-1", "There is no key"],
    ["ctrl-tab", "There is no key"],
    ["alt-[", "There is no key"],
    ["alt-shift-o", "There is no key"],
    ["mouse", "There is no key"],
    ["paste", "There is no key"],
    ["xy", "There is no key"],
    ["ctrl-", "There is no key"],
    ["", "There is no key"],
    ["\u0007", "There is no key"],
    ["\u0301", "There is no key"],
  ])("%j: %s", (word, reason) => {
    expect(bindableKey(word)).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
  });

  it.each(["alt-é", "alt-É", "alt-ⰰ", "alt-Ⰰ", "alt-ß"])("%s is read back from its label", (word) => {
    const key = bindableKey(word) as string;
    expect(bindableKey(keyLabel(key))).toBe(key);
  });

  it("takes the label of every key it names for that key", () => {
    const part = fc.constantFrom("ctrl-", "alt-", "shift-", "");
    const last = fc.oneof(
      fc.constantFrom("up", "pageup", "tab", "space", "f7", "home", "delete", "_", "\\", "a", "Z", "o", "[", "-"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(part, part, last, (one, two, word) => {
        const key = bindableKey(one + two + word);
        if (typeof key === "string") expect(bindableKey(keyLabel(key))).toBe(key);
      }),
    );
  });
});
