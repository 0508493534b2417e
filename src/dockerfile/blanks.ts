// What counts as blank. Go's unicode.IsSpace trims the ends of a line; only the five ASCII blanks separate words.
// JavaScript's \s is neither (it has U+FEFF and lacks U+0085), so both sets are spelled out.

const space = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const oneSpace = new RegExp(`^[${space}]$`);
const leading = new RegExp(`^[${space}]+`);

/** Blanks between words of COPY, FROM, EXPOSE, … and after the keyword. Global: use with matchAll and split only. */
export const betweenWords = /[\t\v\f\r ]+/g;

export function isSpace(char: string): boolean {
  return oneSpace.test(char);
}

export function leadingSpace(text: string): number {
  return leading.exec(text)?.[0].length ?? 0;
}

/** Length of `text` without its trailing blanks. */
export function trimmedLength(text: string): number {
  // A match of /[..]+$/ starts anew at every blank; walking back keeps a 64 KB line linear.
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return end;
}

export function trimSpace(text: string): string {
  return text.slice(leadingSpace(text), Math.max(leadingSpace(text), trimmedLength(text)));
}
