/** Bytes of a terminal to keys. Pure but for createDecoder's timer, which tells a lone Esc from the start of a sequence. */
import { StringDecoder } from "node:string_decoder";
import { beginsReport, type MouseEvent, takeReport } from "./mouse/report.ts";
import { type Answer, answerAt, isBegunAnswer } from "./terminal-answers.ts";

/**
 * `name` is the character itself or a word: `up`, `ctrl-c`, `alt-enter`, `f2`, `paste`, `mouse`. `text` is what it would type, `mouse`
 * what was done with it.
 */
export type Key = { readonly name: string; readonly text?: string; readonly mouse?: MouseEvent };

const finals: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
  Z: "shift-tab",
};

const numbered: Readonly<Record<string, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
};

const controls: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u001b": "escape",
  "\u0000": "ctrl-space",
  "\u001f": "ctrl-_",
};

const pasteStart = "\u001b[200~";
const pasteEnd = "\u001b[201~";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the bytes of a terminal
const csi = /^\u001b\[(\[[A-E]|[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const unfinished = /^\u001b(\[[\x20-\x3f]*|\[\[|O)?$/;

type Decoded = { readonly keys: readonly Key[]; readonly answers: readonly Answer[]; readonly rest: string };

/** The keys `text` spells, what the terminal answers among them, and what is left because its end has not come yet. */
export function decode(text: string): Decoded {
  const keys: Key[] = [];
  const answers: Answer[] = [];
  let rest = text;
  while (rest !== "") {
    if (rest.startsWith(pasteStart)) {
      const end = rest.indexOf(pasteEnd);
      if (end < 0) break;
      keys.push({ name: "paste", text: rest.slice(pasteStart.length, end).replace(/\r\n?/g, "\n") });
      rest = rest.slice(end + pasteEnd.length);
      continue;
    }
    if (beginsReport(rest)) {
      const report = takeReport(rest);
      if (report === undefined) break;
      if (report.mouse !== undefined) keys.push({ name: "mouse", mouse: report.mouse });
      rest = rest.slice(report.length);
      continue;
    }
    if (unfinished.test(rest) || isBegunAnswer(rest)) break;
    const answer = answerAt(rest);
    if (answer !== undefined) {
      if (answer.answer !== undefined) answers.push(answer.answer);
      rest = rest.slice(answer.length);
      continue;
    }
    const { key, length } = one(rest);
    if (key !== undefined) keys.push(key);
    rest = rest.slice(length);
  }
  return { keys, answers, rest };
}

type Taken = { readonly key: Key | undefined; readonly length: number };

function one(text: string): Taken {
  const sequence = csi.exec(text);
  if (sequence !== null) return { key: named(sequence[1] ?? ""), length: sequence[0].length };
  if (text.startsWith("\u001bO")) return { key: named(text[2] ?? ""), length: 3 };
  if (text.startsWith("\u001b") && text.length > 1 && text[1] !== "\u001b") {
    const { key, length } = one(text.slice(1));
    return { key: key && { name: withAlt(key.name) }, length: length + 1 };
  }
  const char = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return { key: character(char), length: char.length };
}

/** Ctrl stands before Alt, as in what `withModifiers` makes. */
const withAlt = (name: string): string => (name.startsWith("ctrl-") ? name.replace("ctrl-", "ctrl-alt-") : `alt-${name}`);

function character(char: string): Key | undefined {
  const word = controls[char];
  if (word !== undefined) return { name: word };
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return { name: `ctrl-${String.fromCodePoint(code + (code > 0x1a ? 0x40 : 0x60))}` };
  if (code >= 0x80 && code < 0xa0) return undefined;
  return { name: char === " " ? "space" : char, text: char };
}

/** What follows `ESC [` or `ESC O`; undefined for reports and keys we have no name for. */
function named(body: string): Key | undefined {
  if (body.startsWith("[")) return { name: `f${"ABCDE".indexOf(body[1] ?? "") + 1}` };
  const final = body.at(-1) ?? "";
  const [first = "", modifier = ""] = body.slice(0, -1).split(";");
  if (final === "u") return withModifiers(character(String.fromCodePoint(Number(first) || 0)), modifier);
  const word = final === "~" ? numbered[first] : first === "" || first === "1" ? finals[final] : undefined;
  return word === undefined ? undefined : withModifiers({ name: word }, modifier);
}

/** xterm's modifier parameter: 1 + shift 1, alt 2, ctrl 4. */
function withModifiers(key: Key | undefined, parameter: string): Key | undefined {
  const bits = Math.max(0, (Number(parameter) || 1) - 1);
  if (key === undefined || bits === 0) return key;
  const single = key.name.length === 1;
  if (bits === 1 && single) return { name: key.name.toUpperCase(), text: key.name.toUpperCase() };
  return { name: `${bits & 4 ? "ctrl-" : ""}${bits & 2 ? "alt-" : ""}${bits & 1 && !single ? "shift-" : ""}${key.name}` };
}

export type Decoder = {
  push(chunk: Uint8Array | string): void;
  /** Forgets what is unfinished, for example before a shell takes over. */
  reset(): void;
};

/** How long the rest of a sequence may take; a person cannot press two keys that fast. */
const patience = 40;
/** Nobody types what begins like a report of the mouse or an answer, so a slow line gets longer for its rest: it must not become keys. */
const reportPatience = 1000;

export function createDecoder(onKey: (key: Key) => void, onAnswer: (answer: Answer) => void = () => {}): Decoder {
  const utf8 = new StringDecoder("utf8");
  let pending = "";
  let timer: NodeJS.Timeout | undefined;
  /** What came last had no end in time, and may have been the start of a report. */
  let late = "";
  const flush = () => {
    const text = pending;
    pending = "";
    // Only a lone Esc means something; the start of a sequence that never ended does not.
    late = beginsReport(text) ? "" : text;
    if (text === "\u001b") onKey({ name: "escape" });
  };
  return {
    push(chunk) {
      clearTimeout(timer);
      const text = typeof chunk === "string" ? chunk : utf8.write(Buffer.from(chunk));
      // Alt with a key comes in one piece; an Esc that came alone was pressed alone, however fast the next key is.
      if (pending === "\u001b" && !/^(?:[[O]|\]1)/.test(text)) flush();
      // keys that a person presses do not come in one piece
      if (late !== "" && beginsReport(late + text) && /^\[?<\d/.test(text)) pending = late;
      late = "";
      const { keys, answers, rest } = decode(pending + text);
      pending = rest;
      if (rest !== "" && !rest.startsWith(pasteStart))
        timer = setTimeout(flush, beginsReport(rest) || rest.startsWith("\u001b]1") ? reportPatience : patience);
      for (const answer of answers) onAnswer(answer);
      for (const key of keys) onKey(key);
    },
    reset() {
      clearTimeout(timer);
      pending = "";
      late = "";
    },
  };
}
