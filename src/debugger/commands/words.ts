/** The words of a line that somebody typed. Pure. */

/** A regular expression between slashes, with flags: it may have blanks in it. */
const pattern = /^\/(?:\\.|[^/\\])*\/[a-z]*(?=\s|$)/;

/** The first word, and what follows it as it was typed. A word that begins with a slash may be `/a regular expression/`. */
export function firstWord(text: string): readonly [word: string | undefined, rest: string] {
  const trimmed = text.trimStart();
  const [word] = pattern.exec(trimmed) ?? /^\S+/.exec(trimmed) ?? [];
  return word === undefined ? [undefined, ""] : [word, trimmed.slice(word.length).trim()];
}

/** `12:/etc/hosts`, as `dbuild cp` and docker have it, as a place and a path behind it; any other text as it is. */
export const placeApart = (text: string): string => text.replace(/^\s*([^\s/"':][^\s/"']*?):(?=["']?\/)/, "$1 ");

/** A place and a path behind it, each may be left out: one word alone that begins with a slash is a path. */
export function placeAndPath(typed: string): { readonly place: string; readonly path: string | undefined } {
  const text = placeApart(typed);
  const words = wordsOf(text);
  if (words.length === 1 && words[0]?.startsWith("/")) return { place: "", path: words[0] };
  const [place = "", rest] = firstWord(text);
  return { place, path: wordsOf(rest)[0] };
}

/** All words; one with blanks stands in `"` or `'`. */
export function wordsOf(text: string): readonly string[] {
  const found = text.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g);
  return [...found].map(([, double, single, bare]) => double?.replaceAll(/\\(.)/g, "$1") ?? single ?? bare ?? "");
}
