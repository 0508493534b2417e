/** Which run is chosen, and what of it is open. A value and a pure function. */
import { comesBack, type ViewAction } from "../../view.ts";
import { type ListPlace, listStart } from "../window.ts";

/** What Enter opens of a run: what it printed, or how that or its layer differs between it and the newest run (of the newest: the one before). */
export const openings = ["output", "logs", "layers"] as const;
export type Opening = (typeof openings)[number];

export type AttemptsState = {
  readonly place: ListPlace;
  readonly opens: Opening;
  /** Its run, the one it is compared with, and the first row shown. */
  readonly open?: { readonly run: number; readonly other: number | undefined; readonly top: number };
};

export type AttemptsAction =
  | { readonly type: "move"; readonly place: ListPlace }
  | { readonly type: "order" }
  | { readonly type: "open"; readonly run: number; readonly other: number | undefined }
  | { readonly type: "scroll"; readonly top: number }
  | { readonly type: "shut" };

export const newAttempts: AttemptsState = { place: listStart, opens: "output" };

export function updateAttempts(state: AttemptsState, action: AttemptsAction | ViewAction): AttemptsState {
  switch (action.type) {
    case "move":
      return { ...state, place: action.place };
    case "order": {
      const opens = openings[(openings.indexOf(state.opens) + 1) % openings.length] ?? "output";
      return { ...state, opens, ...(state.open && { open: { ...state.open, top: 0 } }) };
    }
    case "open":
      return { ...state, open: { run: action.run, other: action.other, top: 0 } };
    case "scroll":
      return state.open === undefined ? state : { ...state, open: { ...state.open, top: action.top } };
    case "shut":
      return shut(state);
    case "pick":
    case "follow":
      return { ...shut(state), place: listStart };
    case "session":
      return comesBack(action.before, action.after) ? { ...shut(state), place: listStart } : state;
    default:
      return state;
  }
}

function shut(state: AttemptsState): AttemptsState {
  const { open, ...rest } = state;
  return open === undefined ? state : rest;
}
