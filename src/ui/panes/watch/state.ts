/** How far the watches are scrolled. A value and a pure function. */
import { comesBack, type ViewAction } from "../../view.ts";

export type WatchState = { readonly top: number };
export type WatchAction = { readonly type: "scroll"; readonly top: number };

export const newWatch: WatchState = { top: 0 };

export function updateWatch(state: WatchState, action: WatchAction | ViewAction): WatchState {
  if (action.type === "scroll") return { top: action.top };
  const another = action.type === "pick" || action.type === "follow";
  return another || (action.type === "session" && comesBack(action.before, action.after)) ? newWatch : state;
}
