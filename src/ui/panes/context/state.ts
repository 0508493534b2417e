/** What of the build context is shown. A value and a pure function. */
import { comesBack, type ViewAction } from "../../view.ts";
import { type ListPlace, listStart } from "../window.ts";

/** All of it, what the selected instruction takes, what nobody takes, or what .dockerignore keeps out. */
export const parts = ["all", "taken", "unused", "out"] as const;
export type Part = (typeof parts)[number];

export type ContextState = {
  readonly place: ListPlace;
  readonly part: Part;
  /** Counts how often it is looked at anew: files change. */
  readonly again: number;
};

export type ContextAction =
  | { readonly type: "move"; readonly place: ListPlace }
  | { readonly type: "order" }
  | { readonly type: "again" };

export const newContext: ContextState = { place: listStart, part: "all", again: 0 };

export function updateContext(state: ContextState, action: ContextAction | ViewAction): ContextState {
  switch (action.type) {
    case "move":
      return { ...state, place: action.place };
    case "order":
      return { ...state, place: listStart, part: parts[(parts.indexOf(state.part) + 1) % parts.length] ?? "all" };
    case "again":
      return { ...state, again: state.again + 1 };
    case "pick":
    case "follow":
      return { ...state, place: listStart };
    case "session":
      return comesBack(action.before, action.after) ? { ...state, place: listStart } : state;
    default:
      return state;
  }
}
