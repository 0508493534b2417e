/**
 * What keys mean in the output while something is looked for in it, as in less. They mean it until the person ends the search or
 * takes the keys elsewhere: nothing that happens by itself gives `n` back its meaning of running an instruction.
 */
import { type CommandRow, noArguments } from "../../debugger/commands/row.ts";
import type { Context } from "../context.ts";
import type { OutputState } from "../panes/output/state.ts";
import type { Scene } from "../scene.ts";

type SearchRow = CommandRow<(context: Context) => void>;

type Told = Pick<SearchRow, "name" | "keys" | "hint" | "help" | "run">;

const searchRow = (row: Told): SearchRow => ({
  aliases: [],
  arguments: noArguments,
  group: "While searching",
  available: () => undefined,
  ...row,
});

export const searchRows: readonly SearchRow[] = [
  searchRow({
    name: "next-match",
    keys: ["n"],
    hint: "next match",
    help: "to the next match; nothing runs",
    run: ({ search }) => search.go(1),
  }),
  searchRow({
    name: "previous-match",
    keys: ["N"],
    hint: "match before",
    help: "to the match before",
    run: ({ search }) => search.go(-1),
  }),
  searchRow({
    name: "end-search",
    keys: ["escape"],
    hint: "end search",
    help: "end the search: {next} runs the next instruction again",
    run: ({ search, apply }) => {
      apply({ type: "say", message: undefined });
      search.start(undefined);
    },
  }),
];

/** The output has the keys, and something is looked for in it. */
export const isSearching = ({ view, panes }: Pick<Scene, "view" | "panes">): boolean =>
  view.focus === "pane" && view.tab === "output" && (panes.output as OutputState).search !== undefined;

/** The row of a key, while the output is searched. */
export const searchRowOf = (scene: Scene, key: string): SearchRow | undefined =>
  isSearching(scene) ? searchRows.find(({ keys }) => keys.includes(key)) : undefined;
