/** What a pane is: a row of the table in panes/index.ts, made from what stands in its folder. */
import type { FunctionComponent } from "react";
import type { StepId } from "../../builder/steps.ts";
import type { LookingCommand } from "../commands/moves.ts";
import type { Span } from "../components/line.tsx";
import type { Item } from "../items.ts";
import type { Scene } from "../scene.ts";
import type { ViewAction } from "../view.ts";

export type PaneProps<State> = {
  readonly scene: Scene;
  /** The selected instruction. */
  readonly item: Item;
  readonly state: State;
  /** Cells of the pane, its heading among them. */
  readonly width: number;
  readonly height: number;
};

export type Pane<State, Action> = {
  readonly id: string;
  /** Its name in the row of tabs. */
  readonly name: (scene: Scene, item: Item) => string;
  /** It is about the whole session, not about the selected instruction. */
  readonly ofSession?: true;
  readonly initial: State;
  /** Its reducer: told of its own actions, and of all that happens to the view. Knows no keys. */
  readonly update: (state: State, action: Action | ViewAction) => State;
  /** What a command means here, if anything. Knows no keys either: the tables of commands do. */
  readonly command: (command: LookingCommand, props: PaneProps<State>) => Action | undefined;
  /** What a click on a row of it means; its heading is row 0. */
  readonly rowAt?: (row: number, props: PaneProps<State>) => Action | undefined;
  /** The file of the step's layer that is looked at here: where copying out begins. */
  readonly path?: (props: PaneProps<State>) => string | undefined;
  /** The text that is shown, as a person would copy it; absent: the path, or the instruction. */
  readonly text?: (props: PaneProps<State>) => string | undefined;
  /** Where Enter leads from here: another step, which is selected then. */
  readonly leadsTo?: (props: PaneProps<State>) => StepId | undefined;
  /** `tabs` are the names of the panes, for its heading. */
  readonly View: FunctionComponent<PaneProps<State> & { readonly tabs: readonly Span[] }>;
};

type Own = { readonly type: string };

/** A pane whose types of state and actions only it knows. */
export type AnyPane = Pane<unknown, Own>;

export const pane = <State, Action extends Own>(made: Pane<State, Action>): AnyPane => made as unknown as AnyPane;
