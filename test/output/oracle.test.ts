/** What a line shows, compared with a real terminal emulator. */
import xterm from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanLine } from "../../src/output/clean.ts";

const ESC = "\u001b";

const move = fc
  .record({ count: fc.constantFrom("", "0", "1", "2", "5", "11"), final: fc.constantFrom("C", "D", "G") })
  .map(({ count, final }) => `${ESC}[${count}${final}`);

const line = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-z0-9 =>.]{1,8}$/),
      fc.constantFrom(
        "\r",
        "\b",
        "\t",
        `${ESC}[K`,
        `${ESC}[1K`,
        `${ESC}[2K`,
        `${ESC}[31m`,
        `${ESC}[0m`,
        "你",
        "é",
        `${ESC}]0;title\u0007`,
      ),
      move,
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(""));

// One row of 400 columns: nothing the generator makes reaches the edge.
async function asTerminal(raw: string): Promise<string> {
  const terminal = new xterm.Terminal({ cols: 400, rows: 2, allowProposedApi: true });
  await new Promise<void>((done) => terminal.write(raw, done));
  const shown = terminal.buffer.active.getLine(0)?.translateToString(true) ?? "";
  terminal.dispose();
  return shown;
}

test("a clean line reads as the terminal's row does", async () => {
  await fc.assert(
    fc.asyncProperty(line, async (raw) => {
      const colourless = cleanLine(raw).replaceAll(`${ESC}[31m`, "").replaceAll(`${ESC}[0m`, "");
      expect(colourless.trimEnd()).toBe((await asTerminal(raw)).trimEnd());
    }),
    { numRuns: 400 },
  );
});
