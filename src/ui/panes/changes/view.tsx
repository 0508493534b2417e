/** Files that the step added, modified or deleted; or how one of them differs. */
import type { ReactNode } from "react";
import type { Reading } from "../../../debugger/looks.ts";
import { withKeys } from "../../commands/all-rows.ts";
import { CutRow } from "../../components/cut-row.tsx";
import { Heading } from "../../components/heading.tsx";
import { Fixed, Line } from "../../components/line.tsx";
import { useReading } from "../../hooks/use-reading.ts";
import { clipStart, visible, wrap } from "../../text.ts";
import type { Pane } from "../pane.ts";
import { partShown, placeIn } from "../window.ts";
import { arranged } from "./arrange.ts";
import { roomOf } from "./commands.ts";
import { ChangeLine, differenceRows, summaryOf } from "./rows.tsx";
import type { ChangesAction, ChangesState } from "./state.ts";

type View = Pane<ChangesState, ChangesAction>["View"];

export const ChangesView: View = (props) => {
  const { scene, item, state, width, height, tabs } = props;
  const { step } = item;
  const reading = useReading(scene.looks, step === undefined ? undefined : ({ what: "changes", step } as const));
  if (step === undefined) return said("The target does not need this instruction; it is never run.", props);
  if (state.open !== undefined) return <DifferenceView {...props} />;
  if (reading.kind !== "known") return said(unknownText(reading, "Reading what it changed"), props);
  const all = arranged(reading.value, state.order, state.filter);
  if (all.rows.length === 0)
    return said(state.filter === "" ? "It changed no file." : `No path of it has "${state.filter}"; Esc shows all.`, props);
  const room = Math.min(roomOf(height), Math.max(0, height - 2));
  const { at, top } = placeIn(state.place, all.rows.length, roomOf(height));
  return (
    <>
      <Heading spans={tabs} right={part(partShown(top, room, all.rows.length))} />
      <CutRow columns={width} spans={[["dim", ` ${summaryOf(all, state)}`]]} />
      {all.rows.slice(top, top + room).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <ChangeLine key={index} row={row} chosen={top + index === at} columns={width} />
      ))}
    </>
  );
};

/** How the open file differs from the layer before. */
const DifferenceView: View = (props) => {
  const { scene, item, state, width, height, tabs } = props;
  const { path, top } = state.open ?? { path: "", top: 0 };
  const reading = useReading(scene.looks, { what: "difference", step: item.step ?? -1, path } as const);
  if (reading.kind !== "known") return said(unknownText(reading, `Reading ${path}`), props);
  const name = <CutRow columns={width} spans={[["strong", ` ${clipStart(visible(path), width - 2)}`]]} />;
  const difference = reading.value;
  if (difference.kind === "none") return said(difference.why, props, name);
  const rows = differenceRows(difference);
  const room = Math.max(0, height - 2);
  return (
    <>
      <Heading spans={tabs} right={part(partShown(top, room, rows.length))} />
      {name}
      {rows.slice(top, top + room).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <CutRow key={index} columns={width} spans={[row]} />
      ))}
    </>
  );
};

const part = (text: string) => text !== "" && <Fixed spans={[["dim", text]]} />;

const unknownText = (reading: Exclude<Reading<unknown>, { kind: "known" }>, doing: string): string =>
  reading.kind === "none" ? withKeys(reading.why) : `${doing}…`;

/** A sentence in place of rows. */
function said(text: string, { width, height, tabs }: Parameters<View>[0], above?: ReactNode) {
  const rows = wrap(visible(withKeys(text)), Math.max(10, width - 2)).slice(0, Math.max(0, height - 2));
  return (
    <>
      <Heading spans={tabs} />
      {above}
      {rows.map((row) => (
        <Line key={row} spans={[["dim", ` ${row}`]]} />
      ))}
    </>
  );
}
