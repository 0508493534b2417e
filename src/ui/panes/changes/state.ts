/** What of the changes is shown, and where a person is in them. A value and a pure function. */
import type { StepId } from "../../../builder/steps.ts";
import { comesBack, type ViewAction } from "../../view.ts";
import { type ListPlace, listStart } from "../window.ts";
import type { Order } from "./arrange.ts";

export type ChangesState = {
  readonly place: ListPlace;
  /** Absent: the one that suits the step. */
  readonly order?: Order;
  /** A person has gone to one of the rows as they stand by name: they do not move when their times come. */
  readonly byName?: boolean;
  /** Paths that have it in them; empty: all. */
  readonly filter: string;
  /** The file whose difference is open, and the first line shown of it. */
  readonly open?: { readonly path: string; readonly top: number };
  /** The step whose layer that of the selected one is compared with; absent: the layer before it. */
  readonly since?: StepId;
};

export type ChangesAction =
  /** `byName`: that is how the rows stand. */
  | { readonly type: "move"; readonly place: ListPlace; readonly byName?: boolean }
  | { readonly type: "order"; readonly order: Order }
  | { readonly type: "filter"; readonly text: string }
  /** All of one folder. */
  | { readonly type: "into"; readonly folder: string }
  | { readonly type: "open"; readonly path: string; readonly byName?: boolean }
  | { readonly type: "scroll"; readonly top: number }
  | { readonly type: "since"; readonly step: StepId }
  | { readonly type: "shut" };

export const newChanges: ChangesState = { place: listStart, filter: "" };

export function updateChanges(state: ChangesState, action: ChangesAction | ViewAction): ChangesState {
  switch (action.type) {
    case "move":
      return { ...standing(state, action), place: action.place };
    case "order":
      return { ...atStart(state), order: action.order };
    case "filter":
      return { ...atStart(state), filter: action.text };
    case "into":
      return { ...inOwnOrder(atStart(state)), filter: action.folder === "/" ? "/" : `${action.folder}/` };
    case "open":
      return { ...standing(state, action), open: { path: action.path, top: 0 } };
    case "scroll":
      return state.open === undefined ? state : { ...state, open: { ...state.open, top: action.top } };
    case "since":
      return { ...atStart(state), filter: "", since: action.step };
    case "shut":
      return state.open === undefined ? ownStep(state) : shut(state);
    case "pick":
    case "follow":
      return ownStep(atStart(state));
    case "session":
      return comesBack(action.before, action.after) ? ownStep(atStart(state)) : state;
    default:
      return state;
  }
}

const standing = (state: ChangesState, { byName }: { readonly byName?: boolean }): ChangesState =>
  byName ? { ...state, byName } : state;

function inOwnOrder(state: ChangesState): ChangesState {
  const { order, ...rest } = state;
  return order === "folders" ? rest : state;
}

function shut(state: ChangesState): ChangesState {
  const { open, ...rest } = state;
  return open === undefined ? state : rest;
}

function atStart(state: ChangesState): ChangesState {
  const { byName: _, ...rest } = shut(state);
  return { ...rest, place: listStart };
}

function ownStep(state: ChangesState): ChangesState {
  const { since, ...rest } = state;
  return since === undefined ? state : atStart(rest);
}
