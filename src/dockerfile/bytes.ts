// The bytes of a Dockerfile as text and back. BuildKit keeps bytes that are not UTF-8 where it copies text; so does this.

/** One that belongs to no character: half of a pair of UTF-16, which no text read from UTF-8 has. */
const stray = /[\udc80-\udcff]/u;

/** UTF-8, a byte order mark included; a byte that is part of no character becomes U+DC00 plus its value. */
export function textOfBytes(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== undefined) return whole;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = lengthFrom(bytes[at] ?? 0);
    const one = decoded(bytes.subarray(at, at + length));
    text += one ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += one === undefined ? 1 : length;
  }
  return text;
}

/** The bytes of a part of such a text. */
export function bytesOfText(text: string): Uint8Array {
  if (!stray.test(text)) return Buffer.from(text);
  return Buffer.concat([...text].map((one) => (stray.test(one) ? Buffer.from([one.charCodeAt(0) - 0xdc00]) : Buffer.from(one))));
}

/** Where the first byte is that is part of no character, and its value; undefined: nowhere. */
export function strayByte(text: string): { readonly at: number; readonly byte: number } | undefined {
  const at = text.search(stray);
  return at === -1 ? undefined : { at, byte: text.charCodeAt(at) - 0xdc00 };
}

/** The text as Go's runes have it: such bytes are U+FFFD. */
export const withoutStrayBytes = (text: string): string => text.replaceAll(new RegExp(stray, "gu"), "\ufffd");

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes of the character that begins with this one, as far as that can be told from it. */
function lengthFrom(first: number): number {
  if (first < 0xc0) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
