import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outputWindow, type Window, wrapOutput } from "../../../../src/ui/panes/output/output-window.ts";
import { width } from "../../../../src/ui/text.ts";
import { outputOf } from "../../../helpers/scripted-session.ts";

const numbered = (count: number) => outputOf(Array.from({ length: count }, (_, at) => `line ${at + 1}`));
const text = ({ rows }: Window): readonly string[] => rows;
// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR is what is looked for
const sgr = /\u001b\[[\d;]*m/g;

describe("outputWindow", () => {
  it.each<[string, number, number | undefined, number, string, string]>([
    ["follows the end", 100, undefined, 97, "line 98", "line 100"],
    ["stands where it was scrolled to", 100, 10, 10, "line 11", "line 13"],
    ["does not scroll past the end", 100, 99, 97, "line 98", "line 100"],
    ["shows all of a short one", 2, undefined, 0, "line 1", "line 2"],
  ])("%s", (_, count, top, from, first, last) => {
    const window = outputWindow({ output: numbered(count), top, wrap: false, columns: 20, height: 3 });
    expect(window).toMatchObject({ top: from, total: count, shown: Math.min(3, count) });
    expect(text(window).at(0)).toBe(first);
    expect(text(window).at(-1)).toBe(last);
  });

  it("reads no more lines than it shows", () => {
    const asked: number[] = [];
    const read = (_: number, count: number) => {
      asked.push(count);
      return Array.from({ length: count }, () => "x");
    };
    outputWindow({
      output: { ...numbered(0), lineCount: 1_000_000, read },
      top: undefined,
      wrap: false,
      columns: 20,
      height: 30,
    });
    expect(asked).toEqual([30]);
  });

  it("wraps from the end when it follows, from the start when it does not", () => {
    const output = outputOf(["aaaa", "bbbbbbbb", "cccccccccc"]);
    const shown = (top: number | undefined) => text(outputWindow({ output, top, wrap: true, columns: 4, height: 3 }));
    expect(shown(undefined)).toEqual(["cccc", "cccc", "cc"]);
    expect(
      text(outputWindow({ output: outputOf(["aaaa", "bbbbbbbb", "cc", "dd"]), top: 0, wrap: true, columns: 4, height: 3 })),
    ).toEqual(["aaaa", "bbbb", "bbbb"]);
  });
});

describe("wrapOutput", () => {
  it("carries colours over to the next row", () => {
    expect(wrapOutput("\u001b[31mabcd\u001b[0mef", 3, 9)).toEqual(["\u001b[31mabc\u001b[0m", "\u001b[31md\u001b[0mef"]);
  });

  it("loses no character and exceeds no width", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", " ", "日", "\u001b[31m", "\u001b[0m", "\u001b[1m", "é")),
        fc.integer({ min: 2, max: 9 }),
        (parts, columns) => {
          const line = parts.join("");
          const rows = wrapOutput(line, columns, 500);
          for (const row of rows) expect(width(row.replace(sgr, ""))).toBeLessThanOrEqual(columns);
          expect(rows.join("").replace(sgr, "")).toBe(line.replace(sgr, ""));
        },
      ),
    );
  });
});
