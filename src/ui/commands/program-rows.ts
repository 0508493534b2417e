/** Rows about the screen itself: its settings, keys and help, and how it is left. */
import { newCommandLine } from "../command-line/state.ts";
import { map, unmap } from "./map-keys.ts";
import { screenRow } from "./screen-row.ts";
import { set, setMouse, settings } from "./settings.ts";
import { detach, quit } from "./stop-dialogues.ts";
import { source } from "./typed.ts";

const startingWith = (names: readonly string[], word: string | undefined): readonly string[] =>
  word === undefined ? [] : names.filter((name) => name.startsWith(word));

export const programRows = [
  screenRow({
    name: "set",
    keys: [],
    arguments: settings,
    group: "Move",
    hint: "set",
    help: "how the screen shows things: set wrap on",
    run: set,
  }),
  screenRow({
    name: "mouse",
    keys: ["m"],
    group: "dbuild",
    hint: "mouse",
    help: "use the mouse here, or leave it to the terminal",
    more: "A click selects a step, a tab or a row, the wheel scrolls. Shift-drag selects text meanwhile, in most terminals.",
    run: (context) => setMouse(context, !context.view().mouse),
  }),
  screenRow({
    name: "map",
    keys: [],
    arguments: {
      usage: "[key command]",
      complete: (words, _, names) => startingWith(names, words.length === 2 ? words[1] : undefined),
    },
    group: "dbuild",
    hint: "bind a key",
    help: "bind a key: map ctrl-n run to 12; alone: list yours",
    more: "Keys are written x, ctrl-x, alt-n, f5, pageup, shift-tab. In the dbuildrc they are bound for every session.",
    run: map,
  }),
  screenRow({
    name: "unmap",
    keys: [],
    arguments: { usage: "key", complete: () => [] },
    group: "dbuild",
    hint: "unbind a key",
    help: "give a key back its own meaning: unmap ctrl-n",
    run: unmap,
  }),
  screenRow({
    name: "source",
    keys: [],
    arguments: { usage: "file", complete: () => [] },
    group: "dbuild",
    hint: "source",
    help: "do the commands of a file, one after the other",
    run: (context, text) => source(context, text),
  }),
  screenRow({
    name: "command-line",
    keys: [":"],
    group: "dbuild",
    hint: "command",
    help: "type a command by its name; Tab completes, ↑ recalls",
    run: ({ apply }) => apply({ type: "command-line", line: newCommandLine }),
  }),
  screenRow({
    name: "help",
    aliases: ["h"],
    keys: ["?"],
    arguments: { usage: "[command]", complete: (words, _, names) => startingWith(names, words[0] ?? "") },
    group: "dbuild",
    hint: "help",
    help: "show the keys; help break: what break does",
    run: (context, text) => context.help(text),
  }),
  screenRow({
    name: "redraw",
    keys: ["ctrl-l"],
    group: "dbuild",
    hint: "redraw",
    help: "draw the screen anew",
    run: ({ host }) => host.redraw(),
  }),
  screenRow({
    name: "suspend",
    keys: ["ctrl-z"],
    group: "dbuild",
    hint: "suspend",
    help: "back to the calling shell; fg returns",
    run: ({ host }) => host.stop(),
  }),
  screenRow({
    name: "detach",
    keys: ["d"],
    group: "dbuild",
    hint: "detach",
    help: "leave; what runs goes on, dbuild resume comes back",
    available: ({ readOnly }) => readOnly,
    run: detach,
  }),
  screenRow({
    name: "quit",
    keys: ["q"],
    group: "dbuild",
    hint: "quit",
    help: "quit; layers and images are kept",
    run: quit,
  }),
] as const;
