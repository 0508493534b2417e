/** How far the answer is scrolled. A value and a pure function. */
import { comesBack, type ViewAction } from "../../view.ts";

export type WhyState = { readonly top: number };
export type WhyAction = { readonly type: "scroll"; readonly top: number };

export const newWhy: WhyState = { top: 0 };

export function updateWhy(state: WhyState, action: WhyAction | ViewAction): WhyState {
  if (action.type === "scroll") return { top: action.top };
  const another = action.type === "pick" || action.type === "follow";
  return another || (action.type === "session" && comesBack(action.before, action.after)) ? newWhy : state;
}
