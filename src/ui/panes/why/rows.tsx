/** The answer as rows: the sentence, what changed, what is as it was. One element is one row. */
import type { ReactElement } from "react";
import { type Why, whyAt } from "../../../debugger/why/why.ts";
import { Line } from "../../components/line.tsx";
import { visible, wrap } from "../../text.ts";
import { factRows } from "../fact-rows.tsx";
import type { PaneProps } from "../pane.ts";

/** Undefined: the target does not need the instruction. */
export const whyOf = ({ scene, item }: Pick<PaneProps<unknown>, "scene" | "item">): Why | undefined =>
  item.step === undefined ? undefined : whyAt(scene.session, item.step, scene.inputs());

export function whyRows({ title, rows, cause }: Why, columns: number): readonly ReactElement[] {
  const sentences = cause === undefined ? title : `${title} Enter goes to that step.`;
  const gap = rows.length === 0 ? [] : [<Line key="gap" />];
  return [
    ...wrap(visible(sentences), Math.max(10, columns - 2)).map((text) => (
      <Line key={`title ${text}`} spans={[["plain", ` ${text}`]]} />
    )),
    ...gap,
    ...rows.flatMap((row, at) => factRows({ ...row, name: visible(row.name), value: visible(row.value) }, columns, at)),
  ];
}
