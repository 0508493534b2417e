/** Files that the step added, modified or deleted; or how one of them differs. */
import { CutRow } from "../../components/cut-row.tsx";
import { Heading } from "../../components/heading.tsx";
import { useReading } from "../../hooks/use-reading.ts";
import type { Scene } from "../../scene.ts";
import { clipStart, visible } from "../../text.ts";
import type { Pane } from "../pane.ts";
import { notNeeded, Sentence, shownPart, unknownText } from "../sentence.tsx";
import { placeIn } from "../window.ts";
import { arranged } from "./arrange.ts";
import { roomOf, sinceOf, wantedOf } from "./commands.ts";
import { ChangeLine, differenceRows, summaryOf } from "./rows.tsx";
import type { ChangesAction, ChangesState } from "./state.ts";

type View = Pane<ChangesState, ChangesAction>["View"];

export const ChangesView: View = (props) => {
  const { scene, item, state, width, height, tabs } = props;
  const { step } = item;
  const since = sinceOf(props);
  const reading = useReading(scene.looks, step === undefined ? undefined : ({ what: "changes", step, since } as const));
  const area = { width, height, tabs };
  if (step === undefined) return <Sentence {...area}>{notNeeded}</Sentence>;
  if (state.open !== undefined) return <DifferenceView {...props} />;
  if (reading.kind !== "known") return <Sentence {...area}>{unknownText(reading, "Reading what it changed")}</Sentence>;
  const wanted = wantedOf(scene, item, state, reading.value.byName);
  const all = arranged(reading.value, wanted);
  if (all.rows.length === 0)
    return (
      <Sentence {...area}>
        {state.filter === "" ? noChange(scene, since) : `No path of it has "${state.filter}"; Esc shows all.`}
      </Sentence>
    );
  const sizes = reading.value.byName && (reading.rest === "none" ? "names alone" : "reading sizes");
  const room = Math.max(0, height - 2);
  const { at, top } = placeIn(state.place, all.rows.length, roomOf(height));
  return (
    <>
      <Heading spans={tabs} right={shownPart(top, room, all.rows.length)} />
      <CutRow columns={width} spans={[["dim", ` ${summaryOf(all, wanted, sizes)}${sinceWords(scene, since)}`]]} />
      {all.rows.slice(top, top + room).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <ChangeLine key={index} row={row} chosen={top + index === at} columns={width} />
      ))}
    </>
  );
};

const lineOf = ({ session }: Scene, step: number): number | undefined => session.plan.steps[step]?.instruction.span.line;

const sinceWords = (scene: Scene, since: number | undefined): string =>
  since === undefined ? "" : `  since line ${lineOf(scene, since)}`;

const noChange = (scene: Scene, since: number | undefined): string =>
  since === undefined ? "It changed no file." : `No file is another than after line ${lineOf(scene, since)}; Esc goes back.`;

/** How the open file differs from the layer before. */
const DifferenceView: View = ({ scene, item, state, width, height, tabs }) => {
  const since = sinceOf({ scene, state });
  const { path, top } = state.open ?? { path: "", top: 0 };
  const reading = useReading(scene.looks, { what: "difference", step: item.step ?? -1, path, since } as const);
  const area = { width, height, tabs };
  if (reading.kind !== "known") return <Sentence {...area}>{unknownText(reading, `Reading ${path}`)}</Sentence>;
  const name = <CutRow columns={width} spans={[["strong", ` ${clipStart(visible(path), width - 2)}`]]} />;
  const difference = reading.value;
  if (difference.kind === "none")
    return (
      <Sentence {...area} above={name}>
        {difference.why}
      </Sentence>
    );
  const rows = differenceRows(difference);
  const room = Math.max(0, height - 2);
  return (
    <>
      <Heading spans={tabs} right={shownPart(top, room, rows.length)} />
      {name}
      {rows.slice(top, top + room).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <CutRow key={index} columns={width} spans={[row]} />
      ))}
    </>
  );
};
