// What counts as blank. Go's unicode.IsSpace trims the ends of a line; only the five ASCII blanks separate words.
// JavaScript's \s is neither (it has U+FEFF and lacks U+0085), so both sets are spelled out.

const farSpaces = /[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Blanks between words of COPY, FROM, EXPOSE, … and after the keyword. Global: use with matchAll and split only. */
export const betweenWords = /[\t\v\f\r ]+/g;

/** Asked of nearly every line's ends, so a look at the code comes first. Of one character. */
export function isSpace(char: string): boolean {
  const code = char.charCodeAt(0);
  if (code < 0x80) return isAsciiSpace(code);
  return code === 0x85 || code === 0xa0 || (code >= 0x1680 && farSpaces.test(char));
}

/** Tab, line feed, vertical tab, form feed, carriage return, blank. */
export const isAsciiSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

export function leadingSpace(text: string): number {
  let at = 0;
  while (at < text.length && isSpace(text.charAt(at))) at++;
  return at;
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
