/** Output of the selected step, below what there is to say about its failure; or, when it printed nothing, what it is. */
import { Box } from "ink";
import { runningAt } from "../../../debugger/session.ts";
import { Heading, Rule } from "../../components/heading.tsx";
import { Line } from "../../components/line.tsx";
import { ReadyRow, Ticking } from "../../components/ready-row.tsx";
import { clip } from "../../text.ts";
import type { Pane } from "../pane.ts";
import { aboutRows, sourceRows } from "./about.tsx";
import { areaOf } from "./area.ts";
import { outputWindow, type Window } from "./output-window.ts";
import type { OutputAction, OutputState } from "./state.ts";

export const OutputView: Pane<OutputState, OutputAction>["View"] = (props) => {
  const { scene, item, state, width, tabs } = props;
  const { session } = scene;
  const { block, parted, output, height } = areaOf(props);
  if (output === undefined) {
    const rest = block.length === 0 ? aboutRows(session, item, width) : [<Line key="gap" />, ...sourceRows(item)];
    return (
      <>
        <Heading spans={tabs} />
        {block}
        {rest.slice(0, height)}
      </>
    );
  }
  const top = state.scroll?.id === item.id ? state.scroll.top : undefined;
  const shown = outputWindow({ output, top, wrap: state.wrap, columns: width, height });
  const live = item.step !== undefined && runningAt(session, item.step) !== undefined;
  return (
    <>
      <Heading spans={tabs} right={<Where window={shown} live={live} following={top === undefined} columns={width - 4} />} />
      {block}
      {parted && (
        <Box height={1} flexShrink={0}>
          <Rule />
        </Box>
      )}
      {shown.rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <ReadyRow key={at} text={row} />
      ))}
    </>
  );
};

type WhereProps = { readonly window: Window; readonly live: boolean; readonly following: boolean; readonly columns: number };

/** Which lines are shown, and whether more come; cut where the heading has no room for it. */
function Where({ window: { top, shown, total }, live, following, columns }: WhereProps) {
  const lines = clip(` lines ${shown === 0 ? 0 : top + 1}-${top + shown} of ${total}`, columns);
  const how = clip(!live ? "" : following ? " following" : " G follows", columns - lines.length);
  return (
    <>
      <Ticking look="dim">{lines}</Ticking>
      <Ticking look={following ? "accent" : "strong"}>{how}</Ticking>
      <Ticking look="dim">{clip(" ", columns)}</Ticking>
    </>
  );
}
