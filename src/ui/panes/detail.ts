/** The pane beside or below the list: output of the selected step, or what there is to say about it. */
import { failureOf, isDone, position, runningAt, type Session } from "../../debugger/session.ts";
import type { StepOutput } from "../../output/log.ts";
import { offered, type Situation } from "../able.ts";
import type { Item } from "../items.ts";
import { exactly, type Row, ruled, type Span, span } from "../rows.ts";
import type { Theme } from "../theme.ts";
import type { View } from "../view.ts";
import { isEdited } from "../words.ts";
import { aboutRows, failureRows, sourceRows } from "./about.ts";
import { outputWindow, type Window } from "./output.ts";

export type DetailProps = {
  readonly situation: Situation;
  readonly output: StepOutput | undefined;
  readonly view: View;
  readonly width: number;
  readonly height: number;
  /** The terminal has rows to spare for the choices, which the footer names too. */
  readonly roomy: boolean;
  readonly theme: Theme;
};

export type Detail = {
  readonly rows: readonly Row[];
  /** Where the output's window stands and how many rows it has, for scrolling. Undefined: no output to scroll. */
  readonly window: (Omit<Window, "rows"> & { readonly height: number }) | undefined;
};

/** A heading and `height - 1` rows. */
export function detailPane(props: DetailProps): Detail {
  const { situation, output, view, width, height, roomy, theme } = props;
  const { session, selected } = situation;
  if (selected === undefined) return { rows: exactly([heading("Output", [], props)], height), window: undefined };
  const room = Math.max(0, height - 1);
  const failure = failedHere(session, selected);
  const block =
    failure === undefined
      ? []
      : failureRows({
          failure,
          edited: selected.step === position(session) && isEdited(session),
          can: roomy ? offered(situation) : [],
          columns: width,
          height: Math.max(3, Math.floor(room * 0.6)),
          theme,
        }).slice(0, room);
  if (output === undefined || output.lineCount === 0) {
    const rest = failure === undefined ? aboutRows(session, selected, width) : [[], ...sourceRows(selected)];
    return { rows: exactly([heading("Step", [], props), ...block, ...rest], height), window: undefined };
  }
  const gap: readonly Row[] = block.length > 0 && room - block.length > 3 ? [ruled([], [], width, theme.glyphs.rule)] : [];
  const left = Math.max(0, room - block.length - gap.length);
  const top = view.scroll?.step === selected.step ? view.scroll?.top : undefined;
  const shown = outputWindow({ output, top, wrap: view.wrap, columns: width, height: left });
  const title = heading("Output", indicator(shown, top === undefined, session, selected), props);
  return {
    rows: exactly([title, ...block, ...gap, ...shown.rows], height),
    window: { top: shown.top, shown: shown.shown, total: shown.total, height: left },
  };
}

/** The kept state to speak of: that of a step the build has not got past. */
const failedHere = (session: Session, { step }: Item) =>
  step === undefined || isDone(session, step) || runningAt(session, step) ? undefined : failureOf(session, step);

function indicator({ top, shown, total }: Window, following: boolean, session: Session, item: Item): Row {
  const lines = `lines ${shown === 0 ? 0 : top + 1}-${top + shown} of ${total}`;
  const live = item.step !== undefined && runningAt(session, item.step) !== undefined;
  const how: Span[] = live ? [span(following ? " following" : " G follows", following ? "accent" : "strong")] : [];
  return [span(` ${lines}`, "dim"), ...how, span(" ", "dim")];
}

function heading(name: string, right: Row, { situation, view, width, theme }: DetailProps): Row {
  const focused = view.focus === "output";
  const line = situation.selected?.instruction.span.line;
  const left: Row = [
    span(theme.glyphs.rule, "dim"),
    span(` ${name}`, focused ? "strong" : "dim"),
    span(line === undefined ? " " : ` of line ${line}: ${situation.selected?.keyword} `, "dim"),
  ];
  return ruled(left, right, width, theme.glyphs.rule);
}
