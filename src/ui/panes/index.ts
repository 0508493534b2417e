/** The table of panes. A new pane is a folder here, a row in it, and a name in tab-names.ts, which has their order. */
import type { Scene } from "../scene.ts";
import type { ViewAction } from "../view.ts";
import { attemptsPane } from "./attempts/index.ts";
import { breakpointsPane } from "./breakpoints/index.tsx";
import { changesPane } from "./changes/index.ts";
import { configPane } from "./config/index.tsx";
import { contextPane } from "./context/index.tsx";
import { filesPane } from "./files/index.ts";
import { outputPane } from "./output/index.ts";
import type { AnyPane } from "./pane.ts";
import { type TabName, tabNames } from "./tab-names.ts";
import { watchPane } from "./watch/index.tsx";
import { whyPane } from "./why/index.tsx";

const byName: Readonly<Record<TabName, AnyPane>> = {
  output: outputPane,
  changes: changesPane,
  files: filesPane,
  config: configPane,
  attempts: attemptsPane,
  context: contextPane,
  watch: watchPane,
  breakpoints: breakpointsPane,
  why: whyPane,
};

export const panes: readonly AnyPane[] = tabNames.map((name) => byName[name]);

export const newPanes: Scene["panes"] = Object.fromEntries(panes.map(({ id, initial }) => [id, initial]));

/** The states after `action`; the same object when none has changed. */
export function updatePanes(states: Scene["panes"], action: ViewAction): Scene["panes"] {
  const next = Object.fromEntries(
    panes.map(({ id, update }) => {
      if (action.type !== "pane") return [id, update(states[id], action)];
      return [id, action.pane === id ? update(states[id], action.action) : states[id]];
    }),
  );
  return panes.every(({ id }) => next[id] === states[id]) ? states : next;
}

/** The pane whose tab is in front. */
export function frontPane(tab: string): AnyPane {
  const found = panes.find(({ id }) => id === tab) ?? panes[0];
  if (found === undefined) throw new Error("there is no pane");
  return found;
}

/** The tab `by` places further, round and round. */
export function tabBeside(tab: string, by: number): string {
  const at = panes.indexOf(frontPane(tab));
  return panes[(at + by + panes.length) % panes.length]?.id ?? tab;
}
