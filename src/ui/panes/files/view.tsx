/** The tree of the step's layer, folders open and closed; or the text of one file. */
import { useEffect } from "react";
import { placeAt } from "../../../debugger/shell-place.ts";
import type { FileText } from "../../../look/found.ts";
import { CutRow } from "../../components/cut-row.tsx";
import { Heading } from "../../components/heading.tsx";
import { useReading } from "../../hooks/use-reading.ts";
import { bytes } from "../../labels.ts";
import { clipStart, visible } from "../../text.ts";
import type { Pane } from "../pane.ts";
import { notNeeded, Sentence, shownPart, unknownText } from "../sentence.tsx";
import { roomOf, shownTree } from "./commands.ts";
import { TreeLine } from "./rows.tsx";
import type { FilesAction, FilesState } from "./state.ts";
import { folderLooks } from "./tree.ts";

type View = Pane<FilesState, FilesAction>["View"];

export const FilesView: View = (props) => {
  const { scene, item, state, width, height, tabs } = props;
  const { looks, session } = scene;
  const { step } = item;
  // one folder at a time: the next one when this one is known
  const folders = step === undefined || state.file !== undefined ? [] : folderLooks(step, state.open);
  const next = folders.find((look) => looks.known(look).kind === "unasked");
  useEffect(() => {
    if (next !== undefined) looks.want(next);
  });
  const area = { width, height, tabs };
  if (step === undefined) return <Sentence {...area}>{notNeeded}</Sentence>;
  if (state.file !== undefined) return <TextView {...props} />;
  const place = placeAt(session, step);
  if ("why" in place) return <Sentence {...area}>{place.why}</Sentence>;
  const { rows, place: at } = shownTree(props);
  const room = Math.max(0, height - 2);
  return (
    <>
      <Heading spans={tabs} right={shownPart(at.top, room, rows.length)} />
      <CutRow columns={width} spans={[["dim", ` / of ${place.words}`]]} />
      {rows.slice(at.top, at.top + roomOf(height)).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <TreeLine key={index} row={row} chosen={at.top + index === at.at} columns={width} />
      ))}
    </>
  );
};

/** Cells of a line that are looked at, for one that could be shown: a line may be a whole file. */
const cellsOf = (columns: number): number => columns * 4;

const TextView: View = ({ scene, item, state, width, height, tabs }) => {
  const { path, top } = state.file ?? { path: "", top: 0 };
  const reading = useReading(scene.looks, { what: "text", step: item.step ?? -1, path } as const);
  const area = { width, height, tabs };
  if (reading.kind !== "known") return <Sentence {...area}>{unknownText(reading, `Reading ${path}`)}</Sentence>;
  const text = reading.value;
  const about = partOf(text);
  const name = clipStart(visible(path), Math.max(8, width - 4 - about.length));
  const heading = (
    <CutRow
      columns={width}
      spans={[
        ["strong", ` ${name}`],
        ["dim", `  ${about}`],
      ]}
    />
  );
  if (text.kind === "none")
    return (
      <Sentence {...area} above={heading}>
        {text.why}
      </Sentence>
    );
  const room = Math.max(0, height - 2);
  return (
    <>
      <Heading spans={tabs} right={shownPart(top, room, text.lines.length)} />
      {heading}
      {text.lines.slice(top, top + room).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <CutRow key={index} columns={width} spans={[["plain", ` ${line.slice(0, cellsOf(width))}`]]} />
      ))}
    </>
  );
};

/** How much of a file is shown. */
function partOf(text: FileText): string {
  if (text.kind === "none") return "";
  return text.shown < text.size ? `the first ${bytes(text.shown)} of ${bytes(text.size)}` : bytes(text.size);
}
