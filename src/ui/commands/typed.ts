/** Commands of the screen that make sense with words: `goto 12`, `set wrap on`. */
import { isRefused, type Refused, refused } from "../../debugger/commands/command.ts";
import { expressionOf, isStep, locate } from "../../debugger/commands/location.ts";
import type { Arguments } from "../../debugger/commands/row.ts";
import { firstWord, placeAndPath, wordsOf } from "../../debugger/commands/words.ts";
import { pathIn, placeAt } from "../../debugger/shell-place.ts";
import type { Context } from "../context.ts";
import { itemAtPosition, itemsOf, selectedItem } from "../items.ts";
import type { OutputAction } from "../panes/output/state.ts";
import { tabNames } from "../panes/tab-names.ts";
import type { ViewAction } from "../view.ts";

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

/** Brings the tab up and gives it the keys; with a place in `text` that step is selected. */
export function lookAt(context: Context, text: string, tab: string): void {
  const { view, apply } = context;
  if (text !== "") goTo(context, text);
  apply({ type: "tab", tab });
  if (view().focus !== "pane") apply({ type: "focus" });
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
  const { session } = context.controller.snapshot();
  const step = selectedItem(session, context.view().picked)?.step;
  const at = step === undefined ? undefined : placeAt(session, step);
  if (at === undefined || "why" in at) return;
  context.apply({ type: "pane", pane: "files", action: { type: "reveal", path: pathIn(at, path) } as { type: string } });
}

/** What can be set: to which words, or to `more`, and what comes of it. */
type Setting = {
  readonly values: readonly string[];
  readonly more?: string;
  action(value: string): ViewAction | Refused;
  says(value: string): string;
};

const ofOutput = (action: OutputAction): ViewAction => ({ type: "pane", pane: "output", action });

const known: Readonly<Record<string, Setting>> = {
  wrap: {
    values: ["on", "off"],
    action: (value) => ofOutput({ type: "wrap", on: value === "on" }),
    says: (value) => (value === "on" ? "Long lines of output wrap." : "Long lines of output are cut."),
  },
  timestamps: {
    values: ["on", "clock", "off"],
    action: (value) => ({ type: "timestamps", shown: value === "off" ? undefined : value === "on" ? "elapsed" : "clock" }),
    says: (value) => `Lines of output ${value === "off" ? "do not tell" : "tell"} when they came.`,
  },
  mouse: {
    values: ["on", "off"],
    action: (value) => ({ type: "mouse", on: value === "on" }),
    says: (value) =>
      value === "on"
        ? "A click selects, the wheel scrolls; Shift-drag selects text."
        : "The mouse is the terminal's again, to select text.",
  },
  search: {
    values: ["regexp", "text"],
    action: (value) => ofOutput({ type: "plain-search", on: value === "text" }),
    says: (value) =>
      value === "text" ? "What is searched for is taken as it stands." : "What is searched for is taken as a regular expression.",
  },
  errors: {
    values: [],
    more: "/regexp/",
    action: (value) => {
      const expression = expressionOf(value.startsWith("/") ? value : `/${value}/`);
      return isRefused(expression) ? expression : ofOutput({ type: "add-error", source: expression.source });
    },
    says: (value) => `Lines that match ${value} are errors, too.`,
  },
};

export const settings: Arguments = {
  usage: "name value",
  complete: ([name = "", value]) => {
    if (value === undefined) return Object.keys(known).filter((each) => each.startsWith(name));
    return (known[name]?.values ?? []).filter((each) => each.startsWith(value));
  },
};

export function set({ apply, say, refuse }: Context, text: string): void {
  const [name = "", value = ""] = firstWord(text);
  const setting = Object.hasOwn(known, name) ? known[name] : undefined;
  if (setting === undefined || value === "" || (setting.more === undefined && !setting.values.includes(value))) {
    const all = Object.entries(known).map(
      ([each, { values, more }]) => `${each} ${[...values, ...(more ? [more] : [])].join("|")}`,
    );
    refuse(refused(`What can be set is: ${all.join(", ")}.`), "bad");
    return;
  }
  const action = setting.action(value);
  if (isRefused(action)) {
    refuse(action, "bad");
    return;
  }
  apply(action);
  say(setting.says(value));
}

export const setMouse = (context: Context, on: boolean): void => set(context, `mouse ${on ? "on" : "off"}`);

export async function source(context: Context, text: string): Promise<void> {
  const [file] = wordsOf(text);
  if (file === undefined) context.refuse(refused("source takes a file of commands."), "bad");
  else await context.source(file);
}
