/** What the screen shows at one moment: values only. The components read it by hooks, the commands to know how far a page is. */
import type { Situation } from "../debugger/commands/row.ts";
import type { Controller, Snapshot } from "../debugger/controller.ts";
import type { Looks } from "../debugger/looks.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { EngineInfo } from "../engine/engine.ts";
import { selectedItem } from "./items.ts";
import type { View } from "./view.ts";

/** Of the terminal, in cells. */
export type Size = { readonly columns: number; readonly rows: number };

export type Scene = Omit<Snapshot, "notices"> & {
  readonly view: View;
  /** State of each pane, by its id; only the pane knows its type. */
  readonly panes: Readonly<Record<string, unknown>>;
  readonly engine: EngineInfo | undefined;
  readonly tags: readonly string[];
  /** Path of the Dockerfile as the user wrote it. */
  readonly path: string;
  /** What there is to know around the session, cleaned. */
  readonly notices: readonly string[];
  /** Problems of the text in the editor. */
  readonly problems: readonly SyntaxProblem[];
  readonly output: Controller["output"];
  readonly looks: Looks;
  readonly inputs: Controller["inputs"];
  readonly size: Size;
  /** Milliseconds, as in the session. */
  readonly now: number;
};

export const situationOf = ({
  session,
  view,
  verify,
  readOnly,
}: Pick<Scene, "session" | "view" | "verify" | "readOnly">): Situation => ({
  session,
  ...(verify && { verify }),
  ...(readOnly !== undefined && { readOnly }),
  selected: selectedItem(session, view.picked)?.id,
});
