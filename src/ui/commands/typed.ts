/** Commands of the screen that make sense with words: `goto 12`, `files 12 /etc`. */
import { type Refused, refused } from "../../debugger/commands/command.ts";
import { isStep, locate } from "../../debugger/commands/location.ts";
import type { Arguments } from "../../debugger/commands/row.ts";
import { firstWord, placeAndPath, wordsOf } from "../../debugger/commands/words.ts";
import { pathIn, placeAt } from "../../debugger/shell-place.ts";
import type { Context } from "../context.ts";
import { itemAtPosition, itemsOf, selectedItem } from "../items.ts";
import type { ChangesAction } from "../panes/changes/state.ts";
import { tabNames } from "../panes/tab-names.ts";

export function goTo({ controller, situation, apply, refuse }: Context, text: string): void {
  const [word] = firstWord(text);
  const found =
    word === undefined ? refused("goto takes a place: goto 12, goto stage:final, goto /make/.") : locate(word, situation());
  if (!isStep(found)) {
    refuse(found, "bad");
    return;
  }
  const { session } = controller.snapshot();
  const item = itemsOf(session.plan).findIndex(({ id }) => id === found);
  if (item < 0) return;
  if (itemAtPosition(session)?.index === item) apply({ type: "follow" });
  else apply({ type: "pick", item });
}

/** Brings the tab up; with a place in `text` that step is selected. */
export function lookAt(context: Context, text: string, tab: string): void {
  if (text !== "") goTo(context, text);
  context.apply({ type: "tab", tab });
}

export const tabWords: Arguments = {
  usage: "number or name",
  complete: ([typed = ""]) => tabNames.filter((name) => name.startsWith(typed)),
};

/** The tab of that number, from 1, or that name. */
export function bringUp({ apply, refuse }: Context, text: string): void {
  const [word = ""] = wordsOf(text);
  const tab = tabNames[Number(word) - 1] ?? tabNames.find((name) => word !== "" && name.startsWith(word));
  if (tab === undefined) refuse(refused(`The tabs are ${tabNames.join(", ")}.`), "bad");
  else apply({ type: "tab", tab });
}

/** As lookAt, and to a path in the layer: from its working directory where it is relative. */
export function files(context: Context, text: string): void {
  const { place, path } = placeAndPath(text);
  lookAt(context, place, "files");
  if (path === undefined) return;
  const whole = wholePath(context, path);
  if (whole === undefined) return;
  context.apply({ type: "pane", pane: "files", action: { type: "reveal", path: whole } as { type: string } });
}

/** The changes of the second place, or of the selected step, since the first one; a path opens how it differs. */
export function diff(context: Context, text: string): void {
  const [word, rest] = firstWord(text);
  const since = word === undefined ? refused("diff takes two places: diff 4 12.") : locate(word, context.situation());
  const { place, path } = placeAndPath(rest);
  const to = locate(place === "" ? undefined : place, context.situation());
  if (!isStep(since) || !isStep(to)) {
    context.refuse(isStep(since) ? (to as Refused) : since, "bad");
    return;
  }
  lookAt(context, place, "changes");
  const tell = (action: ChangesAction) => context.apply({ type: "pane", pane: "changes", action });
  tell({ type: "since", step: since });
  const whole = path === undefined ? undefined : wholePath(context, path);
  if (whole !== undefined) tell({ type: "open", path: whole });
}

/** In the layer of the selected step; undefined: there is none. */
function wholePath({ controller, view }: Context, path: string): string | undefined {
  const { session } = controller.snapshot();
  const step = selectedItem(session, view().picked)?.step;
  const at = step === undefined ? undefined : placeAt(session, step);
  return at === undefined || "why" in at ? undefined : pathIn(at, path);
}

export async function source(context: Context, text: string): Promise<void> {
  const [file] = wordsOf(text);
  if (file === undefined) context.refuse(refused("source takes a file of commands."), "bad");
  else await context.source(file);
}
