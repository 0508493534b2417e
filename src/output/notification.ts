/** What tells a person who looks elsewhere: the terminal's bell, and a notice on the desktop where it knows OSC 9. Pure. */
import { cleanText } from "./clean.ts";

export const bell = "\u0007";

/** Characters of a notice: desktops cut longer ones. */
const longest = 200;

/** The bell with the notice. Nothing in `text` ends the sequence, or is read as a further part of it. */
export const notification = (text: string): string => `${bell}\u001b]9;${noticeText(text)}\u0007`;

/** As a terminal gets it: cleaned, cut, and without the semicolon that ConEmu and Windows Terminal read as the end of a number. */
export const noticeText = (text: string): string => [...cleanText(text).replaceAll(";", ",")].slice(0, longest).join("");
