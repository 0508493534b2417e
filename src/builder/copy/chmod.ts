/**
 * `--chmod=MODE` of COPY and ADD: octal, or symbolic as BSD's chmod reads it with a umask of 0 (the engine's own builder
 * carries that library, so `o+t` does nothing and `u=g` keeps setuid). Pure.
 */
import type { Problem } from "../../errors.ts";

/** What to do with the mode of a copied thing. */
export type Chmod =
  | { readonly kind: "keep" }
  | { readonly kind: "octal"; readonly mode: number }
  | { readonly kind: "symbolic"; readonly text: string; readonly actions: readonly Action[] };

/** One step on a mode: `bits` limits what it may touch. */
type Action =
  | { readonly op: "set"; readonly bits: number }
  | { readonly op: "clear"; readonly bits: number }
  /** Set only where something may be executed already, or on a directory. */
  | { readonly op: "set-if-executable"; readonly bits: number }
  /** Copies the bits of one class to others. */
  | { readonly op: "copy"; readonly from: Class; readonly to: readonly Class[]; readonly how: "+" | "-" | "=" };

type Class = "u" | "g" | "o";

const shifts: Readonly<Record<Class, number>> = { u: 6, g: 3, o: 0 };
const setuid = 0o4000;
const setgid = 0o2000;
const sticky = 0o1000;
const standard = setuid | setgid | 0o777;

/** Reads an expanded `--chmod` value; empty keeps the modes. */
export function parseChmod(value: string): Chmod | Problem {
  if (value === "") return { kind: "keep" };
  if (/^[0-7]+$/.test(value) && Number.parseInt(value, 8) <= 0o7777) return { kind: "octal", mode: Number.parseInt(value, 8) };
  if (/^\d/.test(value)) {
    return {
      message: `invalid chmod parameter: '${value}'. it should be octal string and between 0 and 07777`,
      hint: "Write it like 755 or 0644.",
    };
  }
  const actions = parseSymbolic(value);
  if (actions) return { kind: "symbolic", text: value, actions };
  return { message: `invalid chmod parameter: '${value}': invalid syntax`, hint: "Write it like u=rwX,go=rX or 755." };
}

/** The mode a copied file, directory or special file gets. Links have none to change. */
export function applyChmod(chmod: Chmod, mode: number, directory: boolean): number {
  if (chmod.kind === "keep") return mode;
  if (chmod.kind === "octal") return chmod.mode;
  let result = mode;
  for (const action of chmod.actions) {
    if (action.op === "set") result |= action.bits;
    else if (action.op === "clear") result &= ~action.bits;
    else if (action.op === "set-if-executable") {
      // Executable as it was in the beginning, not as the earlier steps made it.
      if (directory || (mode & 0o111) !== 0) result |= action.bits;
    } else result = copyBits(result, action);
  }
  return result & 0o7777;
}

/** The mode of directories made on the way to the destination: octal counts there too, less the daemon's umask. */
export function parentMode(chmod: Chmod): number {
  return chmod.kind === "octal" ? chmod.mode & 0o777 & ~0o022 : 0o755;
}

function copyBits(mode: number, action: Extract<Action, { op: "copy" }>): number {
  const value = (mode >> shifts[action.from]) & 7;
  let result = mode;
  for (const to of action.to) {
    if (action.how !== "+") result &= ~((action.how === "=" ? 7 : value) << shifts[to]);
    if (action.how !== "-") result |= value << shifts[to];
  }
  return result;
}

const permissions: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };

function parseSymbolic(text: string): readonly Action[] | undefined {
  const actions: Action[] = [];
  for (const clause of text.split(",")) {
    const parsed = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
    if (!parsed) return undefined;
    const [, classes = "", operations = ""] = parsed;
    for (const [, how = "", words = ""] of operations.matchAll(/([-+=])([rwxXstugo]*)/g)) {
      addOperation(actions, classes, how as "+" | "-" | "=", words);
    }
  }
  return actions;
}

/** One operator with its permissions, for the classes named (none: all). */
function addOperation(actions: Action[], classes: string, how: "+" | "-" | "=", words: string): void {
  const named = { u: setuid | 0o700, g: setgid | 0o070, o: 0o007, a: standard } as const;
  let who = 0;
  for (const name of classes) who |= named[name as keyof typeof named];
  const onlyOthers = who !== 0 && (who & ~0o007) === 0;
  const all: readonly Class[] = ["u", "g", "o"];
  const to = who === 0 ? all : all.filter((name) => (who & (4 << shifts[name])) !== 0);
  let bits = 0;
  let executeBits = 0;
  let copied = false;
  const flush = (): void => {
    // Without classes everything may change, the sticky bit included.
    const within = who === 0 ? standard | sticky : who;
    if (how === "=") actions.push({ op: "clear", bits: who === 0 ? standard : who });
    if (bits !== 0) actions.push(how === "-" ? { op: "clear", bits: within & bits } : { op: "set", bits: within & bits });
    bits = 0;
  };
  const flushExecute = (): void => {
    if (executeBits !== 0) actions.push({ op: "set-if-executable", bits: who === 0 ? executeBits : who & executeBits });
    executeBits = 0;
  };
  for (const word of words) {
    if (word === "X") executeBits = 0o111;
    else if (word === "s") bits |= onlyOthers ? 0 : setuid | setgid;
    else if (word === "t") {
      if (!onlyOthers) {
        if (who !== 0) who |= sticky;
        bits |= sticky;
      }
    } else if (word === "u" || word === "g" || word === "o") {
      if (bits !== 0) flush();
      copied = true;
      if (how === "+") flushExecute();
      actions.push({ op: "copy", from: word, to, how });
    } else bits |= permissions[word] ?? 0;
  }
  if (bits !== 0 || (how === "=" && !copied)) flush();
  flushExecute();
}
