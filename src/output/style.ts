/** Colours and attributes (SGR) as a value, and its one written form: a sequence per attribute, in a fixed order. */

/** Attribute or colour by slot, as SGR parameters; an absent slot is the default. */
export type Style = Readonly<Partial<Record<Slot, string>>>;

const SLOTS = ["bold", "dim", "italic", "underline", "inverse", "strike", "overline", "foreground", "background"] as const;
type Slot = (typeof SLOTS)[number];

export const plainStyle: Style = {};

export const ESC = "\u001b";

/** Back to defaults. */
export const RESET = `${ESC}[0m`;

/** What to print, from defaults, to be in `style`; empty for the default. Blinking and concealing are not kept: they only annoy and hide. */
export function openStyle(style: Style): string {
  return SLOTS.map((slot) => (style[slot] === undefined ? "" : `${ESC}[${style[slot]}m`)).join("");
}

const SET: Readonly<Record<number, Slot>> = {
  1: "bold",
  2: "dim",
  3: "italic",
  4: "underline",
  7: "inverse",
  9: "strike",
  53: "overline",
};

const UNSET: Readonly<Record<number, readonly Slot[]>> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
  39: ["foreground"],
  49: ["background"],
  55: ["overline"],
};

/** The style after `ESC [ parameters m`. What is unknown or malformed changes nothing. Source: ECMA-48 8.3.117, ITU T.416 for colours. */
export function applySgr(style: Style, parameters: string): Style {
  const list = parameters.split(";");
  const next: Partial<Record<Slot, string>> = { ...style };
  for (let at = 0; at < list.length; at++) {
    const [word = "", ...sub] = (list[at] ?? "").split(":");
    const code = Number(word);
    if (code === 38 || code === 48 || code === 58) {
      const colour = sub.length > 0 ? colonColour(sub) : listColour(list, at + 1);
      if (sub.length === 0) at += colour.used;
      if (colour.value !== undefined && code !== 58) next[code === 38 ? "foreground" : "background"] = `${code};${colour.value}`;
    } else {
      applyCode(next, code, sub[0]);
    }
  }
  return next;
}

function applyCode(next: Partial<Record<Slot, string>>, code: number, sub: string | undefined): void {
  const slot = SET[code];
  if (code === 0) {
    for (const each of SLOTS) delete next[each];
  } else if (code === 21) next.underline = "4";
  else if (code === 4 && sub === "0") delete next.underline;
  else if (slot !== undefined) next[slot] = String(code);
  else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) next.foreground = String(code);
  else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) next.background = String(code);
  else for (const each of UNSET[code] ?? []) delete next[each];
}

type Colour = { readonly value: string | undefined; readonly used: number };

/** `5;n` or `2;r;g;b` as further parameters. */
function listColour(list: readonly string[], at: number): Colour {
  if (list[at] === "5") return { value: numbers("5", list.slice(at + 1, at + 2), 1), used: 2 };
  if (list[at] === "2") return { value: numbers("2", list.slice(at + 1, at + 4), 3), used: 4 };
  return { value: undefined, used: 1 };
}

/** `5:n`, `2:r:g:b` or `2:space:r:g:b` as sub-parameters. */
function colonColour(sub: readonly string[]): Colour {
  if (sub[0] === "5") return { value: numbers("5", sub.slice(1, 2), 1), used: 0 };
  if (sub[0] === "2") return { value: numbers("2", sub.length > 4 ? sub.slice(2, 5) : sub.slice(1, 4), 3), used: 0 };
  return { value: undefined, used: 0 };
}

function numbers(kind: string, words: readonly string[], count: number): string | undefined {
  const values = words.map(Number);
  if (values.length !== count || values.some((value) => !Number.isInteger(value) || value < 0 || value > 255)) return undefined;
  return [kind, ...values].join(";");
}
