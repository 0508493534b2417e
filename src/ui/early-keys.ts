/** Keys that are pressed before the session is open: they wait for it, and are done in their order then. */
import type { Key } from "./decode-keys.ts";

/** More than that nobody types blindly. */
const most = 200;

export type EarlyKeysUse = {
  /** Called once, when the session is open: at once where it is. */
  readonly begin: () => void;
  readonly press: (key: Key) => void;
  readonly leave: () => void;
  readonly say: (text: string) => void;
};

/** Tells of a key whether it waits. `opens`: settles when the session is open; absent: it is. */
export function earlyKeys(
  opens: Promise<unknown> | undefined,
  { begin, press, leave, say }: EarlyKeysUse,
): (key: Key) => boolean {
  if (opens === undefined) {
    begin();
    return () => false;
  }
  let waiting: Key[] | undefined = [];
  const open = () => {
    const keys = waiting ?? [];
    waiting = undefined;
    begin();
    for (const key of keys) press(key);
  };
  opens.then(open, () => {}); // whoever opens it tells why nothing came of it
  return (key) => {
    if (waiting === undefined) return false;
    // behind another one a q may be a letter of what is typed
    if (key.name === "ctrl-c" || (key.name === "q" && waiting.length === 0)) leave();
    else if (waiting.length < most) {
      waiting.push(key);
      say("The engine has not answered yet. Keys are done once it has; Ctrl-C leaves.");
    }
    return true;
  };
}
