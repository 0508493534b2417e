/** The build context: what is sent and who takes it, what .dockerignore keeps out and by which line, the largest first. */
import type { ContextAccount, ContextRow } from "../../../look/found.ts";
import { keyOf } from "../../commands/all-rows.ts";
import { distanceOf } from "../../commands/moves.ts";
import { CutRow } from "../../components/cut-row.tsx";
import { Heading } from "../../components/heading.tsx";
import type { Span } from "../../components/line.tsx";
import { useReading } from "../../hooks/use-reading.ts";
import { bytes, plural } from "../../labels.ts";
import { clipStart, visible } from "../../text.ts";
import { useTheme } from "../../theme.ts";
import { type Pane, type PaneProps, pane } from "../pane.ts";
import { notNeeded, Sentence, shownPart, unknownText } from "../sentence.tsx";
import { movedBy, placeAtRow, placeIn } from "../window.ts";
import { type Shown, shownPartOf } from "./part.ts";
import { type ContextAction, type ContextState, newContext, type Part, updateContext } from "./state.ts";

/** Above the list: a heading and two rows of sums. */
const above = 3;
const roomOf = (height: number): number => Math.max(1, height - above);

const lookOf = ({ item, state }: Pick<PaneProps<ContextState>, "item" | "state">) =>
  ({ what: "context", step: item.step ?? -1, again: state.again }) as const;

const command: Pane<ContextState, ContextAction>["command"] = (name, props) => {
  const { state, height } = props;
  if (name === "order") return { type: "order" };
  if (name === "open") return { type: "again" };
  const distance = distanceOf(name);
  if (distance === undefined) return undefined;
  const room = roomOf(height);
  return { type: "move", place: movedBy(state.place, distance(room), countOf(props), room) };
};

const rowAt: NonNullable<Pane<ContextState, ContextAction>["rowAt"]> = (row, props) => {
  const place = placeAtRow(props.state.place, row - above, countOf(props), roomOf(props.height));
  return place && { type: "move", place };
};

/** Of the rows; none where they are not known. */
function countOf(props: PaneProps<ContextState>): number {
  const { scene, item, state } = props;
  const reading = item.step === undefined ? undefined : scene.looks.known(lookOf(props));
  return reading?.kind === "known" ? shownPartOf(reading.value, state.part, item.instruction.span.line).rows.length : 0;
}

const partWords: Readonly<Record<Part, string>> = {
  all: "all files",
  taken: "what this instruction takes",
  unused: "what no instruction takes",
  out: "what .dockerignore keeps out",
};

const View: Pane<ContextState, ContextAction>["View"] = (props) => {
  const { scene, item, state, width, height, tabs } = props;
  const reading = useReading(scene.looks, item.step === undefined ? undefined : lookOf(props));
  const area = { width, height, tabs };
  if (item.step === undefined) return <Sentence {...area}>{notNeeded}</Sentence>;
  if (reading.kind !== "known") return <Sentence {...area}>{unknownText(reading, "Reading the build context")}</Sentence>;
  const { line } = item.instruction.span;
  const shown = shownPartOf(reading.value, state.part, line);
  const { rows } = shown;
  const room = Math.max(0, height - above);
  const { at, top } = placeIn(state.place, rows.length, roomOf(height));
  const wrong = reading.value.wrong.find((each) => each.line === line)?.why;
  const unknown = reading.value.unknown.includes(line) ? "what it takes is known once its stage has begun" : undefined;
  return (
    <>
      <Heading spans={tabs} right={shownPart(top, room, rows.length)} />
      <CutRow
        columns={width}
        spans={[
          ["dim", ` ${sumWords(shown)}`],
          ["bad", note(cutWords(reading.value))],
        ]}
      />
      <CutRow
        columns={width}
        spans={[
          ["dim", ` ${keyOf("order", scene.view)}: ${partWords[state.part]}; ${keyOf("unfold", scene.view)} reads it again`],
          ["bad", note(wrong ?? unknown)],
        ]}
      />
      {rows.slice(top, top + room).map((row, index) => (
        <FileLine key={row.path} row={row} chosen={top + index === at} line={line} columns={width} />
      ))}
    </>
  );
};

const note = (text: string | undefined): string => (text === undefined ? "" : `  ${text}`);

const cutWords = ({ cutAt }: ContextAccount): string | undefined =>
  cutAt === undefined ? undefined : `only the first ${cutAt} files`;

function sumWords({ sums }: Shown): string {
  const { taken, unused, out, all } = sums;
  const takes = `takes ${plural(taken.files, "file")}, ${bytes(taken.bytes)}`;
  return [takes, `unused ${bytes(unused.bytes)}`, `kept out ${bytes(out.bytes)}`, `all ${bytes(all.bytes)}`].join("  ");
}

type FileProps = { readonly row: ContextRow; readonly chosen: boolean; readonly line: number; readonly columns: number };

function FileLine({ row, chosen, line, columns }: FileProps) {
  const { glyphs } = useTheme();
  const { out, taken } = row;
  const [look, sign]: Span = out !== undefined ? ["bad", "-"] : taken.includes(line) ? ["good", "+"] : ["plain", " "];
  const words =
    out !== undefined
      ? `line ${out.line}: ${out.text}${row.files > 1 ? `, ${plural(row.files, "file")}` : ""}`
      : taken.length > 0
        ? `line ${taken.slice(0, 3).join(", ")}${taken.length > 3 ? " …" : ""}`
        : "unused";
  const room = columns - 14;
  const noted = visible(words);
  const path = clipStart(visible(row.path), Math.max(8, room - Math.min(noted.length + 2, Math.floor(room / 2))));
  return (
    <CutRow
      columns={columns}
      spans={[
        ["accent", chosen ? glyphs.bar : " "],
        [look, `${sign} `],
        ["dim", `${bytes(row.bytes).padStart(8)}  `],
        [chosen ? "strong" : "plain", path],
        ["dim", `  ${noted}`],
      ]}
    />
  );
}

export const contextPane = pane({
  id: "context",
  name: () => "Context",
  initial: newContext,
  update: updateContext,
  command,
  rowAt,
  View,
});
