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
    value = JSON.parse(body);
  } catch {
    return { type: "text" };
  }
  if (!Array.isArray(value)) return { type: "text" };
  const items = value.filter((item) => typeof item === "string");
  return items.length === value.length ? { type: "array", items } : { type: "wrong" };
}

/** Whether text that fell back to plain words was probably meant as JSON; for hints. */
export function looksLikeJson(text: string): boolean {
  return /^\s*\[.*\]\s*$/s.test(text);
}
