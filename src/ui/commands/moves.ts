/** Commands that only look, and how far those that move go. */

export type LookingCommand =
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "top"
  | "bottom"
  | "next-tab"
  | "previous-tab"
  | "wrap"
  /** When lines came. */
  | "timestamps"
  /** Another order of what is listed. */
  | "order"
  /** Enter: what is chosen. */
  | "open"
  /** Esc: what is open. */
  | "shut";

/** A row, a page, to the end. Undefined: the command does not move. */
export const distanceOf = (command: string): ((page: number) => number) | undefined => distances[command];

const distances: Readonly<Record<string, (page: number) => number>> = {
  up: () => -1,
  down: () => 1,
  "page-up": (page) => -page,
  "page-down": (page) => page,
  top: () => Number.NEGATIVE_INFINITY,
  bottom: () => Number.POSITIVE_INFINITY,
};
