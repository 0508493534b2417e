/** Values with names, and what became of each, as rows: one element is one row. */
import type { ReactElement } from "react";
import { Line } from "../components/line.tsx";
import { clip, width, wrap } from "../text.ts";

/** `sign`: `+` new, `~` changed, `-` gone. */
type Fact = { readonly name: string; readonly value: string; readonly sign: "" | "+" | "~" | "-" };

const nameWidth = 16;

/** A short name stands beside its value, a long one above it. `place`: tells facts of one name apart. */
export function factRows({ name, value, sign }: Fact, columns: number, place = 0): readonly ReactElement[] {
  const beside = width(name) <= nameWidth;
  const look = sign === "-" ? "dim" : sign === "" ? "plain" : "accent";
  const lines = wrap(value, Math.max(10, columns - nameWidth - 5));
  const rows = beside ? lines : ["", ...lines];
  return rows.map((text, at) => (
    <Line
      // biome-ignore lint/suspicious/noArrayIndexKey: a row of a value is its place
      key={`${place} ${sign} ${name} ${at}`}
      spans={[
        [look, ` ${(at === 0 ? sign : "").padEnd(2)}`],
        ["dim", at > 0 ? " ".repeat(nameWidth + 1) : beside ? name.padEnd(nameWidth + 1) : clip(name, columns - 4)],
        [look, text],
      ]}
    />
  ));
}
