/** Keys as people write them and read them: `x`, `ctrl-x`, `alt-n`, `f5`, `shift-tab`. Pure. */
import { nearest } from "../../dockerfile/suggest.ts";
import { type Refused, refused } from "./command.ts";

const labels: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  pageup: "PgUp",
  pagedown: "PgDn",
  escape: "Esc",
  backspace: "Backspace",
  enter: "Enter",
  tab: "Tab",
  home: "Home",
  end: "End",
  insert: "Insert",
  delete: "Delete",
  space: "Space",
};

/** As printed on a keyboard: `Ctrl-C`, `PgUp`, `n`; behind a modifier a letter is a capital, so Shift is named. */
export function keyLabel(key: string): string {
  const { modifiers, last } = partsOf(key);
  const shifted = modifiers.length > 0 && /^[A-Z]$/.test(last) ? [...modifiers, "shift"] : modifiers;
  // of other letters a terminal sends the small and the capital one as two keys
  const isCapital = (modifiers.length > 0 && /^[a-z]$/.test(last)) || isFunctionKey(last);
  const name = labels[last] ?? (isCapital ? last.toUpperCase() : last);
  return [...shifted.map((each) => `${each[0]?.toUpperCase()}${each.slice(1)}`), name].join("-");
}

const isFunctionKey = (word: string): boolean => /^f([1-9]|1[0-2])$/.test(word);

type Modifier = "ctrl" | "alt" | "shift";

/** In the order in which ui/decode-keys.ts names them. */
const modifierOrder: readonly Modifier[] = ["ctrl", "alt", "shift"];

function partsOf(word: string): { readonly modifiers: readonly Modifier[]; readonly last: string } {
  const found = new Set<string>();
  let last = word;
  for (;;) {
    const [, modifier, rest] = /^(ctrl|alt|shift)-(.+)$/isu.exec(last) ?? [];
    if (modifier === undefined || rest === undefined) break;
    found.add(modifier.toLowerCase());
    last = rest;
  }
  return { modifiers: modifierOrder.filter((each) => found.has(each)), last };
}

/** Why nobody may give a key another meaning. */
const kept: Readonly<Record<string, string>> = {
  "ctrl-c": "it pauses, stops and leaves, whatever is open",
  escape: "it leaves text fields, questions and searches",
  enter: "it ends what is typed",
  ":": "behind it a binding is taken back",
};

/** What a terminal sends alike: the one key cannot be told from the other. */
const alike: Readonly<Record<string, string>> = {
  "ctrl-i": "tab",
  "ctrl-j": "enter",
  "ctrl-m": "enter",
  "ctrl-h": "backspace",
};

/** The name that ui/decode-keys.ts gives the key that `word` means, in any of the ways to write it; or why it cannot be bound. */
export function bindableKey(word: string): string | Refused {
  const { modifiers, last } = partsOf(word);
  const key = keyOf(modifiers, last);
  if (key === undefined) return refused(`There is no key "${word}": ${hintFor(word, last)}`);
  const same = alike[key.replace("alt-", "")];
  if (same !== undefined)
    return refused(`${keyLabel(key)} cannot be bound: a terminal sends the same for it as for ${keyLabel(same)}.`);
  const why = kept[key];
  return why === undefined ? key : refused(`${keyLabel(key)} cannot be bound: ${why}.`);
}

function hintFor(word: string, last: string): string {
  const meant = last.length < 3 ? undefined : nearest(last.toLowerCase(), Object.keys(labels));
  if (meant === undefined) return "keys are written x, ctrl-x, alt-n, f5, pageup, shift-tab.";
  return `did you mean ${word.slice(0, -last.length)}${meant}?`;
}

/** Undefined: no terminal sends it. */
function keyOf(modifiers: readonly Modifier[], last: string): string | undefined {
  const lower = last.toLowerCase();
  const name = isFunctionKey(lower)
    ? lower
    : Object.keys(labels).find((each) => [each, labels[each]?.toLowerCase()].includes(lower));
  if (name !== undefined) return takes(name, modifiers) ? [...modifiers, name].join("-") : undefined;
  if (!/^[^\p{C}\p{Z}\p{M}]$/u.test(last)) return undefined;
  const [ctrl, alt, shift] = modifierOrder.map((each) => modifiers.includes(each));
  const letter = /^[a-z]$/i.test(last);
  if (modifiers.length === 0) return last;
  if (ctrl) return !shift && /^[a-z\\\]^_]$/i.test(last) ? `ctrl-${alt ? "alt-" : ""}${last.toLowerCase()}` : undefined;
  const plain = letter && shift ? last.toUpperCase() : letter ? last.toLowerCase() : last;
  if (!alt) return letter ? plain : undefined;
  // Esc with one of these begins the sequences of other keys
  return (shift && !letter) || plain === "[" || plain === "O" ? undefined : `alt-${plain}`;
}

/** May these modifiers stand before the key of that name? */
function takes(name: string, modifiers: readonly Modifier[]): boolean {
  const only = (...allowed: readonly Modifier[]): boolean => modifiers.every((each) => allowed.includes(each));
  switch (name) {
    case "escape":
      return only();
    case "tab":
      return only("shift");
    case "enter":
    case "backspace":
      return only("alt");
    case "space":
      return modifiers.length < 2 && only("ctrl", "alt");
    default:
      return true;
  }
}
