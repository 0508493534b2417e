import { expect, it } from "vitest";
import { scriptLines } from "../../../src/debugger/commands/script.ts";

it("has a command a line, with its place", () => {
  expect(scriptLines("# a\n\n  break 3 \r\nedit 4 RUN a \\\n  # b\n  && c\nnext", "f")).toEqual([
    { text: "break 3", place: "f:3" },
    { text: "edit 4 RUN a \\\n  # b\n  && c", place: "f:4" },
    { text: "next", place: "f:7" },
  ]);
  expect(scriptLines("next \\", "f")).toEqual([{ text: "next \\", place: "f:1" }]);
});
