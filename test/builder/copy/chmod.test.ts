/** --chmod without an engine; copy.engine.test.ts compares the same words with docker build. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChmod, type Chmod, parentMode, parseChmod } from "../../../src/builder/copy/chmod.ts";

function chmod(text: string): Chmod {
  const parsed = parseChmod(text);
  if (!("kind" in parsed)) throw new Error(parsed.message);
  return parsed;
}

describe("the mode of a file", () => {
  const table: readonly (readonly [text: string, before: number, after: number])[] = [
    ["", 0o4640, 0o4640],
    ["755", 0o4640, 0o755],
    ["4755", 0o640, 0o4755],
    ["0", 0o640, 0],
    ["+x", 0o600, 0o711],
    ["u=rwX,go=rX", 0o700, 0o755],
    ["u=rwX,go=rX", 0o600, 0o644],
    ["a=r,+w", 0o644, 0o666],
    ["go=u", 0o600, 0o666],
    ["u+x,a+X", 0o644, 0o744],
    ["a-x,a+X", 0o755, 0o755],
    ["+s", 0o755, 0o6755],
    ["u+s", 0o755, 0o4755],
    ["o+s", 0o755, 0o755],
    ["o+t", 0o755, 0o755],
    ["g+t", 0o755, 0o1755],
    ["a=rx", 0o1751, 0o1555],
    ["a=rx", 0o4764, 0o555],
    ["u=g", 0o4764, 0o4664],
    ["=", 0o3771, 0o1000],
    ["u=rw+x-r", 0o4764, 0o364],
    ["a=st", 0o4764, 0o7000],
    ["g=uo", 0o640, 0o600],
    ["u+rg", 0o640, 0o640],
    ["u=x+", 0o640, 0o140],
    ["u+x-w=r", 0o640, 0o440],
    ["--", 0o640, 0o640],
  ];
  for (const [text, before, after] of table) {
    it(`${JSON.stringify(text)} makes ${before.toString(8)} ${after.toString(8)}`, () => {
      expect(applyChmod(chmod(text), before, false).toString(8)).toBe(after.toString(8));
    });
  }
  it("X counts every directory as executable", () => {
    expect(applyChmod(chmod("a=X"), 0o600, true)).toBe(0o111);
    expect(applyChmod(chmod("a=X"), 0o600, false)).toBe(0);
  });
});

describe("a bad mode", () => {
  it.each(["888", "17777", "0o644", "8"])("%s is not octal", (text) => {
    expect(parseChmod(text)).toMatchObject({ message: expect.stringContaining("between 0 and 07777") });
  });
  it.each(["u", "u+x,", "u+q", "ugo", "u+644", "+644", "-644", "a", ",u+x", "u +x", " 644"])("%s is no symbolic mode", (text) => {
    expect(parseChmod(text)).toMatchObject({ message: expect.stringContaining("invalid syntax") });
  });
});

it("directories on the way get octal modes less the umask, and 755 otherwise", () => {
  const modes = ["777", "640", "2750", "0", "u=rwx", ""].map((text) => parentMode(chmod(text)).toString(8));
  expect(modes).toEqual(["755", "640", "750", "0", "755", "755"]);
});

it("= forgets what was there but the sticky bit, + and - undo each other on what was clear", () => {
  const who = fc.constantFrom("u", "g", "o", "ug", "a");
  const words = fc.constantFrom("r", "w", "x", "rw", "rwx");
  fc.assert(
    fc.property(who, words, fc.integer({ min: 0, max: 0o777 }), (classes, permissions, mode) => {
      const set = applyChmod(chmod(`${classes}=${permissions}`), mode, false);
      expect(applyChmod(chmod(`${classes}=${permissions}`), set, false)).toBe(set);
      const added = applyChmod(chmod(`${classes}+${permissions}`), mode, false);
      expect(added & mode).toBe(mode);
      expect(applyChmod(chmod(`${classes}-${permissions}`), added, false) & ~mode).toBe(0);
    }),
  );
});
