// The JSON form of an instruction's arguments: one array of strings, or not JSON at all.
import { leadingSpace } from "./blanks.ts";

/** `text`: not a JSON array, so the other form is meant. `wrong`: an array, but not of strings only. */
export type JsonForm =
  | { readonly type: "array"; readonly items: readonly string[] }
  | { readonly type: "text" }
  | { readonly type: "wrong" };

/** Reads the whole of `text`; anything after the array makes it plain text (BuildKit's silent fallback). */
export function readJsonForm(text: string): JsonForm {
  const body = text.slice(leadingSpace(text));
  if (!body.startsWith("[")) return { type: "text" };
  let value: unknown;
  try {
    value = JSON.parse(body, asGo);
  } catch {
    return { type: "text" };
  }
  if (!Array.isArray(value)) return { type: "text" };
  const items = value.filter((item) => typeof item === "string");
  return items.length === value.length ? { type: "array", items } : { type: "wrong" };
}

/** Go's reader puts U+FFFD for half a surrogate pair, and minds a number that no float64 holds. */
function asGo(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new SyntaxError("a number out of range");
  return typeof value === "string" ? value.replace(/\p{Cs}/gu, "\ufffd") : value;
}

/** Whether text that fell back to plain words was probably meant as JSON; for hints. */
export function looksLikeJson(text: string): boolean {
  return /^\s*\[.*\]\s*$/s.test(text);
}
