/** What the screen looks like in every state, in four sizes, as golden files. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { width } from "../../src/ui/text.ts";
import { expectGolden } from "../helpers/golden.ts";
import { sceneOf, shots } from "../helpers/scenes.ts";
import { frameOf } from "../helpers/still.tsx";

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
  { columns: 40, rows: 12 },
];

const folder = path.join(import.meta.dirname, "../fixtures/frames");

describe.each(Object.entries(shots))("%s", (name, shot) => {
  it.each(sizes)("at $columns x $rows", (size) => {
    const frame = frameOf(sceneOf(shot(), size));
    const rows = frame.split("\n");
    expect(rows).toHaveLength(size.rows - 1);
    for (const row of rows) expect(width(row)).toBeLessThanOrEqual(size.columns);
    expectGolden(path.join(folder, `${name}.${size.columns}x${size.rows}.txt`), frame);
  });
});
