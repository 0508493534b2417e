/** The source around the selected instruction: which lines, and what of them has a colour. */
import { expect, it } from "vitest";
import { itemsOf } from "../../src/ui/items.ts";
import { coloured, linesAround } from "../../src/ui/source-preview.tsx";
import { planOf } from "../helpers/plans.ts";

const text = "FROM busybox\n\n# why\n# so\nRUN one && \\\n  # inside\n  two\nENV A=1\nCMD x\n";
const [, run] = itemsOf(planOf(text));

it("has the instruction with the comments above it, and what stands around", () => {
  if (run === undefined) throw new Error("there is no RUN");
  const around = (room: number) =>
    linesAround(text.split("\n"), run, room).map(({ number, own }) => `${number}${own ? " own" : ""}`);
  expect(around(9)).toEqual(["2", "3 own", "4 own", "5 own", "6 own", "7 own", "8", "9", "10"]);
  expect(around(3)).toEqual(["3 own", "4 own", "5 own"]);
  expect(around(50)).toHaveLength(10);
  expect(around(0)).toEqual([]);
});

it("colours comments, quoted text, variables, flags and keywords, and loses nothing", () => {
  const line = 'COPY --from=build "a b" ${X:-y} $Z /dest';
  expect(coloured(line)).toEqual([
    ["strong", "COPY"],
    ["plain", " "],
    ["warn", "--from"],
    ["plain", "=build "],
    ["good", '"a b"'],
    ["plain", " "],
    ["accent", "${X:-y}"],
    ["plain", " "],
    ["accent", "$Z"],
    ["plain", " /dest"],
  ]);
  expect(coloured("  # only this")).toEqual([["dim", "  # only this"]]);
  expect(coloured("  two words")).toEqual([["plain", "  two words"]]);
  for (const each of ["", "'open", '"\\"', "$", "${", "RUN", "a#b"])
    expect(
      coloured(each)
        .map(([, part]) => part)
        .join(""),
    ).toBe(each);
});
