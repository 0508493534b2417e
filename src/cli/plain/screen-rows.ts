/** Commands that only the screen has a use for: one dbuildrc does for both, so they are checked here, and do nothing. */
import { bindableKey } from "../../debugger/commands/key-names.ts";
import { splitLine } from "../../debugger/commands/read-line.ts";
import type { CommandRow } from "../../debugger/commands/row.ts";
import { UserError } from "../../errors.ts";
import { settings, whyNotSet } from "../../ui/commands/settings.ts";
import type { PlainFace } from "./face.ts";
import { plainRow, type Run, words } from "./plain-row.ts";

export const screenRows: readonly CommandRow<Run>[] = [
  plainRow({
    name: "map",
    arguments: words("key command"),
    help: "bind a key of the screen, for a dbuildrc; here nothing",
    run: map,
  }),
  plainRow({ name: "unmap", arguments: words("key"), help: "give a key of the screen back its meaning; here nothing", run: map }),
  plainRow({
    name: "set",
    arguments: settings,
    help: "means nothing here: how the screen shows things, in a dbuildrc for both",
    run: set,
  }),
];

/** What is wrong with the key is said; what it would do is not looked at. */
function map(_: PlainFace, text: string): undefined {
  const [word] = splitLine(text);
  const key = word === "" ? undefined : bindableKey(word);
  if (key !== undefined && typeof key !== "string") throw new UserError(key.reason.replace(/\.$/, ""));
}

function set(_face: PlainFace, text: string): undefined {
  const wrong = whyNotSet(text);
  if (wrong !== undefined) throw new UserError(wrong.reason.replace(/\.$/, ""));
}
