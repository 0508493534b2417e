/**
 * What keys mean in the output while something is looked for in it, as in less. They mean it until the person ends the search or
 * takes the keys elsewhere: nothing that happens by itself gives `n` back its meaning of running an instruction.
 */
import { type CommandRow, noArguments } from "../../debugger/commands/row.ts";
import type { Context } from "../context.ts";
import type { OutputState } from "../panes/output/state.ts";
import type { Scene } from "../scene.ts";

type SearchRow = CommandRow<(context: Context) => void>;

const searchRow = (name: string, key: string, hint: string, help: string, run: SearchRow["run"]): SearchRow => ({
  name,
  aliases: [],
  keys: [key],
  arguments: noArguments,
  group: "While searching",
  hint,
  help,
  available: () => undefined,
  run,
});

export const searchRows: readonly SearchRow[] = [
  searchRow("next-match", "n", "next match", "to the next match; nothing runs", ({ search }) => search.go(1)),
  searchRow("previous-match", "N", "match before", "to the match before", ({ search }) => search.go(-1)),
  searchRow("end-search", "escape", "end search", "end the search: n runs the next instruction again", ({ search, apply }) => {
    apply({ type: "say", message: undefined });
    search.start(undefined);
  }),
];

/** The output has the keys, and something is looked for in it. */
export const isSearching = ({ view, panes }: Pick<Scene, "view" | "panes">): boolean =>
  view.focus === "pane" && view.tab === "output" && (panes.output as OutputState).search !== undefined;

/** The row of a key, while the output is searched. */
export const searchRowOf = (scene: Scene, key: string): SearchRow | undefined =>
  isSearching(scene) ? searchRows.find(({ keys }) => keys.includes(key)) : undefined;
