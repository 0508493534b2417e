import { describe, expect, it } from "vitest";
import { failureRows } from "../../src/ui/panes/about.ts";
import { header } from "../../src/ui/panes/header.ts";
import { paintRow, type Row } from "../../src/ui/rows.ts";
import { screen } from "../../src/ui/screen.ts";
import { plainTheme } from "../../src/ui/theme.ts";
import { sceneOf, shots } from "../helpers/scenes.ts";

const text = (rows: readonly Row[]): string => rows.map((row) => paintRow(row, plainTheme).trimEnd()).join("\n");

describe("the block of a failure", () => {
  const block = (message: string, hint?: string, edited = false): string =>
    text(
      failureRows({
        failure: { kind: "failed", message, exitCode: 137, ms: 0, ...(hint !== undefined && { hint }) },
        edited,
        can: [],
        columns: 80,
        height: 12,
        theme: plainTheme,
      }),
    );

  it("leaves out a message that says no more than the exit code", () => {
    expect(block('"/bin/sh -c make" ended with exit code 137')).not.toContain("/bin/sh");
  });

  it.each(['"/bin/sh -c make" ended with exit code 137: out of memory', "the layer could not be committed"])(
    "says: %s",
    (message) => {
      expect(block(message)).toContain(message);
    },
  );

  it("keeps the hint of a message it leaves out", () => {
    const rows = block('"x" ended with exit code 137', "137 means: ended by signal 9");
    expect(rows).not.toContain("ended with exit code");
    expect(rows).toContain("ended by signal 9");
  });

  it("is of the time before an edit", () => {
    expect(block("no", undefined, true)).toContain("before your edit: failed with exit code 137");
    expect(block("no")).not.toContain("before your edit");
  });
});

it.each([
  [27, false],
  [28, true],
])("a terminal of %d rows lists the choices in the block: %s", (rows, listed) => {
  const shot = shots.failed?.();
  if (shot === undefined) throw new Error("no shot failed");
  const frame = screen(sceneOf(shot, { columns: 80, rows })).rows.join("\n");
  expect(frame.includes("s look inside")).toBe(listed);
  expect(frame).toContain("s shell");
});

it("the header leaves out what a distribution adds to the version", () => {
  const shot = shots.entry?.();
  if (shot === undefined) throw new Error("no shot entry");
  const { session, engine, tags, now, theme } = sceneOf(shot, { columns: 80, rows: 24 });
  const row = header({ session, engine: { ...engine, version: "28.5.2+dfsg4" }, tags, now, columns: 80, theme });
  expect(text([row])).toMatch(/Engine 28\.5\.2$/);
});
