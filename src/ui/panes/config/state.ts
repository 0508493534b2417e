/** How far the config is scrolled. A value and a pure function. */
import { comesBack, type ViewAction } from "../../view.ts";

export type ConfigState = { readonly top: number };
export type ConfigAction = { readonly type: "scroll"; readonly top: number };

export const newConfig: ConfigState = { top: 0 };

export function updateConfig(state: ConfigState, action: ConfigAction | ViewAction): ConfigState {
  if (action.type === "scroll") return { top: action.top };
  const another = action.type === "pick" || action.type === "follow";
  return another || (action.type === "session" && comesBack(action.before, action.after)) ? newConfig : state;
}
