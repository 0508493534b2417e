// Text of a file as a terminal may have it: what would act on the terminal or hide in the text is spelled out.

import { strayByte } from "./bytes.ts";

/** Control, format and lone surrogate characters as ^X or <U+XXXX>; line ends and tabs too; bytes of no character as \\xFF. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const byte = strayByte(char)?.byte;
    if (byte !== undefined) return `\\x${byte.toString(16).padStart(2, "0")}`;
    return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
