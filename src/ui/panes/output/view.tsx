/** Output of the selected step, below what there is to say about its failure; or, when it printed nothing, what it is. */
import { Box } from "ink";
import { runningAt } from "../../../debugger/session.ts";
import { withoutColours } from "../../../output/clean.ts";
import { keyOf } from "../../commands/all-rows.ts";
import { Heading, Rule } from "../../components/heading.tsx";
import { Line } from "../../components/line.tsx";
import { ReadyRow, Ticking } from "../../components/ready-row.tsx";
import { useReading } from "../../hooks/use-reading.ts";
import { useView } from "../../hooks/use-scene.ts";
import { clip, width as widthOf } from "../../text.ts";
import { useTheme } from "../../theme.ts";
import type { Pane } from "../pane.ts";
import { aboutRows, sourceRows } from "./about.tsx";
import { areaOf, writtenLook } from "./area.ts";
import { highlighted } from "./highlight.ts";
import { marginOf } from "./margin.ts";
import { outputWindow, type Window } from "./output-window.ts";
import { filterWords, progressOf, searchWords } from "./search-words.ts";
import { filteredBy } from "./shown-lines.ts";
import type { OutputAction, OutputState } from "./state.ts";

/** What a failed step wrote is looked up once a shell had its time to be made ready, in milliseconds. */
const afterShell = 1000;

export const OutputView: Pane<OutputState, OutputAction>["View"] = (props) => {
  const { scene, item, state, width, tabs } = props;
  const { session } = scene;
  const { colour, paint } = useTheme();
  useReading(scene.looks, writtenLook(scene, item), afterShell);
  const { block, parted, output, lines, height } = areaOf(props);
  if (output === undefined || lines === undefined) {
    const rest = block.length === 0 ? aboutRows(session, item, width) : [<Line key="gap" />, ...sourceRows(item)];
    return (
      <>
        <Heading spans={tabs} />
        {block}
        {rest.slice(0, height)}
      </>
    );
  }
  const scroll = state.scroll?.id === item.id ? state.scroll.top : undefined;
  const top = scroll === undefined ? undefined : lines.rowOf(scroll);
  const { search, filter } = state;
  const here = search && progressOf(search, item.id)?.line;
  const dress = (raw: readonly string[], from: number): readonly string[] => {
    const clean = colour ? raw : raw.map(withoutColours);
    if (search === undefined) return clean;
    const look = (at: number) => (lines.lineAt(from + at) === here ? "matchHere" : "match");
    return highlighted(clean, search.pattern, (text, at) => paint(look(at), text));
  };
  const margin = marginOf({ output, lines, state, paint });
  const shown = outputWindow({ output: lines, top, wrap: state.wrap, columns: width, height, dress, ...(margin && { margin }) });
  const timeless = state.timestamps !== undefined && output.times === undefined ? "no times of its lines" : "";
  const words = search === undefined ? timeless : searchWords(search, item.id);
  const live = item.step !== undefined && runningAt(session, item.step) !== undefined;
  return (
    <>
      <Heading
        spans={tabs}
        right={
          <Where
            window={shown}
            live={live}
            following={top === undefined}
            words={words}
            only={filter && filterWords(filter, filteredBy(filter, output), output.lineCount)}
            columns={width - 4}
          />
        }
      />
      {block}
      {parted && (
        <Box height={1} flexShrink={0}>
          <Rule />
        </Box>
      )}
      {shown.total === 0 && <Line spans={[["dim", " No line passes; Esc shows all."]]} />}
      {shown.rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <ReadyRow key={at} text={row} />
      ))}
    </>
  );
};

type WhereProps = {
  readonly window: Window;
  readonly live: boolean;
  readonly following: boolean;
  /** Of the search, or of what is missing. */
  readonly words: string;
  /** Of the filter. */
  readonly only: string | undefined;
  readonly columns: number;
};

/** How far a search is, which lines are shown, and whether more come; cut where the heading has no room for it. */
function Where({ window: { top, shown, total }, live, following, words, only, columns }: WhereProps) {
  const view = useView();
  const found = words === "" ? "" : clip(` ${words}`, columns);
  const room = columns - widthOf(found);
  const lines = clip(` ${only ?? `lines ${shown === 0 ? 0 : top + 1}-${top + shown} of ${total}`}`, room);
  const how = clip(!live ? "" : following ? " following" : ` ${keyOf("bottom", view)} follows`, room - lines.length);
  return (
    <>
      <Ticking look="strong">{found}</Ticking>
      <Ticking look={only === undefined ? "dim" : "strong"}>{lines}</Ticking>
      <Ticking look={following ? "accent" : "strong"}>{how}</Ticking>
      <Ticking look="dim">{clip(" ", columns)}</Ticking>
    </>
  );
}
