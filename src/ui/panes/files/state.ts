/** Which folders are open, where a person is in them, which file is shown. A value and a pure function. */
import { comesBack, type ViewAction } from "../../view.ts";
import { type ListPlace, listStart } from "../window.ts";

export type FilesState = {
  readonly place: ListPlace;
  /** Paths of the open folders, without the root. */
  readonly open: readonly string[];
  /** The row to go to once it is there. */
  readonly reveal?: string;
  /** The file whose text is shown, and its first line. */
  readonly file?: { readonly path: string; readonly top: number };
};

export type FilesAction =
  | { readonly type: "move"; readonly place: ListPlace }
  | { readonly type: "toggle"; readonly path: string; readonly place: ListPlace }
  /** Opens what is above `path`, and goes to it. */
  | { readonly type: "reveal"; readonly path: string }
  | { readonly type: "file"; readonly path: string; readonly place: ListPlace }
  | { readonly type: "scroll"; readonly top: number }
  | { readonly type: "shut" };

export const newFiles: FilesState = { place: listStart, open: [] };

export function updateFiles(state: FilesState, action: FilesAction | ViewAction): FilesState {
  switch (action.type) {
    case "move":
      return { ...without(state, "reveal"), place: action.place };
    case "toggle":
      return { ...without(state, "reveal"), place: action.place, open: toggled(state.open, action.path) };
    case "reveal": {
      const above = foldersAbove(action.path);
      return { ...shut(state), open: [...new Set([...state.open, ...above])].slice(-mostOpen), reveal: action.path };
    }
    case "file":
      return { ...without(state, "reveal"), place: action.place, file: { path: action.path, top: 0 } };
    case "scroll":
      return state.file === undefined ? state : { ...state, file: { ...state.file, top: action.top } };
    case "shut":
      return shut(state);
    case "pick":
    case "follow":
      return another(state);
    case "session":
      return comesBack(action.before, action.after) ? another(state) : state;
    default:
      return state;
  }
}

/** So many are open at once: fewer than answers are remembered, or there would be no end of asking. */
const mostOpen = 200;

/** What is below a folder that closes is closed, too. */
const toggled = (open: readonly string[], path: string): readonly string[] =>
  open.includes(path) ? open.filter((each) => each !== path && !each.startsWith(`${path}/`)) : [...open, path].slice(-mostOpen);

function foldersAbove(path: string): readonly string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, at) => `/${parts.slice(0, at + 1).join("/")}`);
}

/** Another step: the same folders stay open, to be compared. */
const another = (state: FilesState): FilesState => ({ ...without(shut(state), "reveal"), place: listStart });
const shut = (state: FilesState): FilesState => without(state, "file");

function without(state: FilesState, key: "file" | "reveal"): FilesState {
  if (state[key] === undefined) return state;
  const { [key]: _, ...rest } = state;
  return rest;
}
