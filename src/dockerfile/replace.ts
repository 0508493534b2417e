// An edited instruction back into its file.
import type { Span } from "./program.ts";

/**
 * `text` with the characters of `span` replaced by `source`. Line ends of `source` become those the replaced part has, or
 * else the file's first one; everything outside the span stays byte for byte. Putting back what is there changes nothing.
 */
export function replaceSource(text: string, span: Pick<Span, "start" | "end">, source: string): string {
  const old = text.slice(span.start, span.end);
  if (old === source) return text;
  const ending = /\r?\n/.exec(old)?.[0] ?? /\r?\n/.exec(text)?.[0] ?? "\n";
  return text.slice(0, span.start) + source.replace(/\r?\n/g, ending) + text.slice(span.end);
}
