/** What the stream writes makes the screen equal to the frame, whatever was on it before. */
import xterm from "@xterm/headless";
import fc from "fast-check";
import { expect, it } from "vitest";
import { difference, FrameStream } from "../../src/ui/frame-stream.ts";
import { take } from "../../src/ui/text.ts";

const columns = 12;
const rows = 5;
const row = fc
  .string({ unit: fc.constantFrom("a", "b", " ", "日", "─"), maxLength: 14 })
  .map((text) => take(text, columns).trimEnd());
const frame = fc.array(row, { minLength: rows, maxLength: rows });

const shown = (terminal: xterm.Terminal): readonly string[] =>
  Array.from({ length: rows }, (_, at) => terminal.buffer.active.getLine(at)?.translateToString(true) ?? "");

it("turns any frame into any other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 6 }), async (frames) => {
      const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
      const write = (data: string) => new Promise<void>((resolve) => terminal.write(data, resolve));
      await write("\u001b[?7l");
      let before: readonly string[] = Array.from({ length: rows }, () => "");
      for (const after of frames) {
        await write(difference(before, after, columns));
        expect(shown(terminal)).toEqual(after);
        before = after;
      }
      terminal.dispose();
    }),
    { numRuns: 60 },
  );
});

it("writes nothing for the same frame, and only the row that differs", () => {
  expect(difference(["a", "b"], ["a", "b"], 10)).toBe("");
  expect(difference(["a", "b", "c"], ["a", "x", "c"], 10)).toBe("\u001b[?2026h\u001b[2;1Hx\u001b[K\u001b[?2026l");
});

it("sends nothing while the terminal is another's, and all of the newest frame afterwards", () => {
  const sent: string[] = [];
  const stream = new FrameStream({ size: () => ({ columns: 10, rows: 4 }), write: (text) => sent.push(text) });
  stream.write("a\nb");
  expect(sent).toEqual([]);
  stream.resume();
  stream.write("a\nc");
  stream.pause();
  stream.write("x\ny");
  expect(sent.map((text) => text.split("\u001b[K").length - 1)).toEqual([2, 1]);
  stream.resume();
  expect(sent.at(-1)).toBe(difference([], ["x", "y"], 10));
});
