/**
 * The stream Ink writes to: takes whole frames and sends the terminal only the rows that differ, each at its own place, in
 * one synchronized write. (Ink 6.8 itself erases screen and scrollback for a full-height frame, and its incremental writer
 * counts rows from the cursor and is one off.)
 */
import { Writable } from "node:stream";
import type { Size } from "./scene.ts";
import { width } from "./text.ts";

/** What frames are sent to. */
export type FrameTerminal = { size(): Size; write(text: string): void };

export class FrameStream extends Writable {
  readonly isTTY = true;
  readonly #terminal: FrameTerminal;
  readonly #spell: (frame: string) => string;
  /** What is on the screen. */
  #shown: readonly string[] = [];
  #frame: readonly string[] = [];
  #open = false;

  /** `spell` puts a frame into the terminal's characters. */
  constructor(terminal: FrameTerminal, spell: (frame: string) => string = (frame) => frame) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
    this.#spell = spell;
  }

  get columns(): number {
    return this.#terminal.size().columns;
  }

  get rows(): number {
    return this.#terminal.size().rows;
  }

  /** The screen is blank and ours: from now on frames are sent, first of all the newest. */
  resume(): void {
    this.#open = true;
    this.#shown = [];
    this.#send();
  }

  /** Nothing is sent until resume(), not even Ink's last frame. */
  pause(): void {
    this.#open = false;
  }

  override _write(frame: string, _encoding: BufferEncoding, done: () => void): void {
    if (frame !== "") {
      this.#frame = this.#spell(frame).split("\n");
      this.#send();
    }
    done();
  }

  #send(): void {
    if (!this.#open) return;
    const changes = difference(this.#shown, this.#frame, this.columns);
    this.#shown = this.#frame;
    if (changes !== "") this.#terminal.write(changes);
  }
}

const begin = "\u001b[?2026h";
const end = "\u001b[?2026l";
const eraseRest = "\u001b[K";

/** What to write to turn `before` into `after` on a screen of `columns`; empty when nothing differs. */
export function difference(before: readonly string[], after: readonly string[], columns: number): string {
  let changes = "";
  for (let row = 0; row < Math.max(before.length, after.length); row++) {
    const text = after[row] ?? "";
    if (text === (before[row] ?? "")) continue;
    // A full row leaves the cursor on its last cell: erasing from there would take that cell away.
    changes += `\u001b[${row + 1};1H${text}${width(text) < columns ? eraseRest : ""}`;
  }
  return changes === "" ? "" : begin + changes + end;
}
