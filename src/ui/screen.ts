/** The whole screen as rows of text, from values only. Never wider than the terminal, never more than its rows less one. */

import type { Session } from "../debugger/session.ts";
import { failureHere } from "../debugger/session.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { EngineInfo } from "../engine/engine.ts";
import type { StepOutput } from "../output/log.ts";
import type { Situation } from "./able.ts";
import { selectedItem } from "./items.ts";
import { type Layout, layoutOf, type Size } from "./layout.ts";
import { type Detail, detailPane } from "./panes/detail.ts";
import { editorPane } from "./panes/editor.ts";
import { footer } from "./panes/footer.ts";
import { header } from "./panes/header.ts";
import { helpPane } from "./panes/help.ts";
import { stepLines, stepsPane } from "./panes/steps.ts";
import { exactly, fitRow, paintRow, type Row, span } from "./rows.ts";
import type { Theme } from "./theme.ts";
import type { View } from "./view.ts";

export type Scene = {
  readonly session: Session;
  readonly view: View;
  readonly engine: EngineInfo;
  readonly tags: readonly string[];
  /** Path of the Dockerfile as the user wrote it. */
  readonly path: string;
  readonly notice: string | undefined;
  readonly canUndo: boolean;
  /** Problems of the text in the editor. */
  readonly problems: readonly SyntaxProblem[];
  readonly output: (step: number) => StepOutput | undefined;
  readonly size: Size;
  /** Milliseconds, as in the session. */
  readonly now: number;
  readonly theme: Theme;
};

export type Frame = {
  readonly rows: readonly string[];
  /** What a page is in the list, and where the output stands: for the keys that move. */
  readonly listHeight: number;
  readonly output: Detail["window"];
  readonly helpLast: number;
};

export function screen(scene: Scene): Frame {
  const { session, view, size, theme } = scene;
  const columns = Math.max(1, size.columns);
  const height = Math.max(1, size.rows - 1);
  const selected = selectedItem(session, view.picked);
  const situation: Situation = { session, selected, canUndo: scene.canUndo };
  const top = header({ ...scene, columns, theme });
  const most = Math.max(1, Math.min(6, height - 2));
  const bottom = footer({ ...scene, situation, columns }, most);
  const room = Math.max(0, height - 1 - bottom.length);
  const body = view.help === undefined ? panes(scene, situation, columns, room) : helped(scene, columns, room);
  const rows = exactly([top, ...exactly(body.rows, room), ...bottom], height);
  return { ...body, rows: rows.slice(0, height).map((row) => paintRow(row, theme)) };
}

type Body = {
  readonly rows: readonly Row[];
  readonly listHeight: number;
  readonly output: Detail["window"];
  readonly helpLast: number;
};

function helped({ view, theme }: Scene, columns: number, height: number): Body {
  const { rows, last } = helpPane({ top: view.help ?? 0, columns, height, theme });
  return { rows: within(rows, columns), listHeight: 1, output: undefined, helpLast: last };
}

/** Rows cut to the pane. Output was cut as it was read, and measuring it again would cost the most of all. */
const within = (rows: readonly Row[], columns: number): readonly Row[] =>
  rows.map((row) => (row[0]?.ansi === true ? row : fitRow(row, columns)));

function panes(scene: Scene, situation: Situation, columns: number, room: number): Body {
  const { session, view, theme, now, path } = scene;
  const { selected } = situation;
  const layout = layoutOf(columns, room, {
    listRows: stepLines(session, selected, view.unfolded).length,
    detailFirst: view.editing !== undefined || view.focus === "output" || failureHere(session) !== undefined,
  });
  const list = () =>
    stepsPane({
      session,
      path,
      selected,
      unfolded: view.unfolded,
      focused: view.focus === "steps" && view.editing === undefined,
      now,
      theme,
      ...layout.list,
    });
  const detail = detailOf(scene, situation, layout);
  const listHeight = Math.max(1, layout.list.height - 1);
  const rows = joined(layout, list, within(detail.rows, layout.detail.width), view, theme);
  return { rows, listHeight, output: detail.window, helpLast: 0 };
}

/** Rows of a terminal from which on a failure lists its choices; below, its output needs the room more. */
const choicesFrom = 28;

function detailOf(scene: Scene, situation: Situation, { detail: area }: Layout): Detail {
  const { view, theme, problems } = scene;
  if (view.editing !== undefined)
    return { rows: editorPane({ editing: view.editing, problems, theme, ...area }), window: undefined };
  const step = situation.selected?.step;
  const output = step === undefined ? undefined : scene.output(step);
  return detailPane({ situation, view, theme, output, roomy: scene.size.rows >= choicesFrom, ...area });
}

function joined(layout: Layout, list: () => readonly Row[], detail: readonly Row[], view: View, theme: Theme): readonly Row[] {
  if (layout.kind === "single") return view.focus === "output" || view.editing !== undefined ? detail : list();
  if (layout.kind === "stacked") return [...list(), ...detail];
  const divider = span(`${theme.glyphs.divider} `, "dim");
  return list().map((row, at) => [...fitRow(row, layout.list.width), divider, ...(detail[at] ?? [])]);
}
