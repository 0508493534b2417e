/** Where the output stands and whether it wraps. A value and a pure function. */
import type { StepId } from "../../../builder/steps.ts";
import { comesBack, type ViewAction } from "../../view.ts";

export type OutputState = {
  /** First line shown, of one instruction's output; undefined follows the end. */
  readonly scroll?: { readonly id: StepId; readonly top: number };
  readonly wrap: boolean;
};

export type OutputAction =
  | { readonly type: "scroll"; readonly id: StepId; readonly top: number }
  | { readonly type: "scroll-end" }
  /** `on`: that way; else the other way. */
  | { readonly type: "wrap"; readonly on?: boolean };

export const newOutput: OutputState = { wrap: false };

export function updateOutput(state: OutputState, action: OutputAction | ViewAction): OutputState {
  switch (action.type) {
    case "scroll":
      return { ...state, scroll: { id: action.id, top: Math.max(0, action.top) } };
    case "wrap":
      return { ...state, wrap: action.on ?? !state.wrap };
    case "scroll-end":
    case "pick":
    case "follow":
      return following(state);
    case "session":
      return comesBack(action.before, action.after) ? following(state) : state;
    default:
      return state;
  }
}

const following = (state: OutputState): OutputState => (state.scroll === undefined ? state : { wrap: state.wrap });
