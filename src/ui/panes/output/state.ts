/** Where the output stands, whether it wraps, which of its lines are shown, what is looked for in it. A value and a pure function. */
import type { StepId } from "../../../builder/steps.ts";
import type { Filter } from "../../../output/log-filter.ts";
import type { Pattern } from "../../../output/pattern.ts";
import { comesBack, type ViewAction } from "../../view.ts";

export type OutputState = {
  /** First line shown, of one instruction's output, as the whole output counts them; undefined follows the end. */
  readonly scroll?: Scroll;
  readonly wrap: boolean;
  /** Only lines that it lets through are shown, of whichever instruction is selected. */
  readonly filter?: Filter;
  /** When each line came is told: since the step began, or by the clock. */
  readonly timestamps?: Timestamps;
  /** What is looked for, in the output of whichever instruction is selected. */
  readonly search?: Search;
  /** The first line that looks like an error, of a failed instruction's output; without one where no line does. */
  readonly firstError?: { readonly id: StepId; readonly line?: number; readonly text?: string };
  /** What is typed is looked for as it stands, not as a regular expression. */
  readonly plainSearch?: boolean;
  /** Regular expressions of errors that the person added. */
  readonly errors?: readonly string[];
};

export type Timestamps = "elapsed" | "clock";

type Scroll = { readonly id: StepId; readonly top: number };

export type Search = {
  readonly pattern: Pattern;
  /** What a match is called. */
  readonly noun: "match" | "error";
  readonly progress?: SearchProgress;
};

/** How far it is in the output of one instruction. Lines that match, each counted once. */
export type SearchProgress = {
  readonly id: StepId;
  /** The line stood at, and the how manieth match it is. */
  readonly line?: number;
  readonly rank?: number;
  readonly count: number;
  /** All lines are counted. */
  readonly complete: boolean;
  /** The next match is being looked for. */
  readonly seeking: boolean;
  /** The search ended at this line: the pattern takes too long on it. */
  readonly tooLong?: number;
};

export type OutputAction =
  | { readonly type: "search"; readonly search: Search | undefined }
  | { readonly type: "plain-search"; readonly on: boolean }
  | { readonly type: "first-error"; readonly error: NonNullable<OutputState["firstError"]> }
  | { readonly type: "add-error"; readonly source: string }
  | { readonly type: "search-progress"; readonly progress: SearchProgress }
  | ({ readonly type: "scroll" } & Scroll)
  | { readonly type: "timestamps"; readonly shown: Timestamps | undefined }
  | { readonly type: "scroll-end" }
  /** `scroll`: where the output stands then; absent: where it stands. */
  | { readonly type: "filter"; readonly filter: Filter | undefined; readonly scroll?: Scroll }
  /** `on`: that way; else the other way. */
  | { readonly type: "wrap"; readonly on?: boolean };

export const newOutput: OutputState = { wrap: false };

export function updateOutput(state: OutputState, action: OutputAction | ViewAction): OutputState {
  switch (action.type) {
    case "scroll":
      return { ...state, scroll: { id: action.id, top: Math.max(0, action.top) } };
    case "wrap":
      return { ...state, wrap: action.on ?? !state.wrap };
    case "timestamps":
      return withTimestamps(state, action.shown);
    case "search":
      return action.search === undefined ? withoutSearch(state) : { ...state, search: action.search };
    case "plain-search":
      return { ...state, plainSearch: action.on };
    case "filter":
      return filtered(action.scroll === undefined ? state : { ...state, scroll: action.scroll }, action.filter);
    case "first-error":
      return { ...state, firstError: action.error };
    case "add-error":
      return { ...state, errors: [...(state.errors ?? []), action.source] };
    case "search-progress":
      return state.search === undefined ? state : { ...state, search: { ...state.search, progress: action.progress } };
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

function following(state: OutputState): OutputState {
  if (state.scroll === undefined) return state;
  const { scroll: _, ...rest } = state;
  return rest;
}

function filtered({ filter: _, ...rest }: OutputState, filter: Filter | undefined): OutputState {
  return filter === undefined ? rest : { ...rest, filter };
}

function withTimestamps({ timestamps: _, ...rest }: OutputState, shown: Timestamps | undefined): OutputState {
  return shown === undefined ? rest : { ...rest, timestamps: shown };
}

function withoutSearch({ search: _, ...rest }: OutputState): OutputState {
  return rest;
}
