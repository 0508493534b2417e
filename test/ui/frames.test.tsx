/** What the screen looks like in every state, in four sizes, as golden files. */
import path from "node:path";
import { renderToString } from "ink";
import { describe, expect, it } from "vitest";
import { Rows } from "../../src/ui/app.tsx";
import { screen } from "../../src/ui/screen.ts";
import { width } from "../../src/ui/text.ts";
import { expectGolden } from "../helpers/golden.ts";
import { sceneOf, shots } from "../helpers/scenes.ts";

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
  { columns: 40, rows: 12 },
];

const folder = path.join(import.meta.dirname, "../fixtures/frames");

describe.each(Object.entries(shots))("%s", (name, shot) => {
  it.each(sizes)("at $columns x $rows", (size) => {
    const { rows } = screen(sceneOf(shot(), size));
    expect(rows).toHaveLength(size.rows - 1);
    const frame = renderToString(<Rows rows={rows} />, { columns: size.columns });
    for (const row of frame.split("\n")) expect(width(row)).toBeLessThanOrEqual(size.columns);
    // What Ink draws is what the screen says.
    expect(frame.split("\n")).toEqual(rows.map((row) => row.trimEnd()));
    expectGolden(path.join(folder, `${name}.${size.columns}x${size.rows}.txt`), frame);
  });
});
