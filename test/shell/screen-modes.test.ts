import xterm from "@xterm/headless";
import { describe, expect, test } from "vitest";
import { newScreenModes } from "../../src/shell/screen-modes.ts";

const ESC = "\u001b";

function undoOf(...chunks: readonly string[]): string {
  const modes = newScreenModes();
  for (const chunk of chunks) modes.feed(Buffer.from(chunk, "latin1"));
  return modes.undo();
}

describe("undoing what a program did to the screen", () => {
  test("leaves the alternate screen only if it is on", () => {
    const leave = `${ESC}[?1049l`;
    expect(undoOf("plain")).not.toContain(leave);
    expect(undoOf(`${ESC}[?1049h`)).toContain(leave);
    expect(undoOf(`${ESC}[?1049h text ${ESC}[?1049l`)).not.toContain(leave);
    expect(undoOf(`${ESC}[?25;1047h`)).toContain(leave);
    expect(undoOf(`${ESC}[?2004h${ESC}[?10490h`)).not.toContain(leave);
  });

  test("sees sequences that come in pieces", () => {
    const text = `text${ESC}[?1049h${ESC}[3;9r${ESC}[5 qtext`;
    const whole = undoOf(text);
    expect(whole).toContain(`${ESC}[?1049l`);
    expect(whole).toContain(`${ESC}[r`);
    expect(whole).toContain(`${ESC}[0 q`);
    for (let cut = 1; cut < text.length; cut++) expect(undoOf(text.slice(0, cut), text.slice(cut))).toBe(whole);
    expect(undoOf(...text)).toBe(whole);
  });

  test("undoes what is rarely set only if it was set, also many at once", () => {
    expect(undoOf("plain")).toBe(undoOf(`${ESC}[?1000;1006h`));
    const rare = undoOf(
      `${ESC}[?5;69h${ESC}[?8l${ESC}[2h${ESC}%@${ESC}]11;red\u0007${ESC}]8;;http://x\u0007${ESC}]0;title\u0007`,
    );
    for (const undo of [
      `${ESC}[?5l`,
      `${ESC}[?69l`,
      `${ESC}[?8h`,
      `${ESC}[2l`,
      `${ESC}%G`,
      `${ESC}]111\u0007`,
      `${ESC}]8;;\u0007`,
    ])
      expect(rare).toContain(undo);
    expect(undoOf(`${ESC}[?5l`)).toBe(undoOf("plain"));
  });

  test("brings the alternate screen back for a program that goes on", () => {
    const modes = newScreenModes();
    expect(modes.again()).toBe("");
    modes.feed(Buffer.from(`${ESC}[?1049h`));
    expect(modes.again()).toBe(`${ESC}[?1049h`);
  });

  test("a terminal in every mess is sane again, its cursor where it was", async () => {
    const terminal = new xterm.Terminal({ cols: 40, rows: 10, allowProposedApi: true });
    const write = (text: string) => new Promise<void>((done) => terminal.write(text, done));
    const mess = `one\r\ntwo${ESC}[?1h${ESC}=${ESC}[?2004h${ESC}[?1003h${ESC}[?1004h${ESC}[4h${ESC}[?7l${ESC}[31m`;
    await write(mess);
    expect(terminal.modes).toMatchObject({
      bracketedPasteMode: true,
      mouseTrackingMode: "any",
      insertMode: true,
      wraparoundMode: false,
    });
    await write(undoOf(mess));
    expect(terminal.modes).toMatchObject({
      applicationCursorKeysMode: false,
      applicationKeypadMode: false,
      bracketedPasteMode: false,
      insertMode: false,
      mouseTrackingMode: "none",
      sendFocusMode: false,
      wraparoundMode: true,
    });
    expect([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY]).toEqual([3, 1]);
  });
});
