/** Reports of the mouse: whole, cut anywhere, wrong, late; they are never keys. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDecoder, decode, type Key } from "../../../src/ui/decode-keys.ts";

const esc = "\u001b";
const click = { name: "mouse", mouse: { kind: "click", column: 4, row: 11 } };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("decode", () => {
  it.each([
    [`${esc}[<0;5;12M`, "click", 4, 11],
    [`${esc}[<0;300;1M`, "click", 299, 0],
    [`${esc}[<64;5;12M`, "wheel-up", 4, 11],
    [`${esc}[<65;5;12M`, "wheel-down", 4, 11],
    [`${esc}[<81;5;12M`, "wheel-down", 4, 11],
  ])("%j is %s", (text, kind, column, row) => {
    expect(decode(`${text}x`)).toEqual({
      keys: [
        { name: "mouse", mouse: { kind, column, row } },
        { name: "x", text: "x" },
      ],
      answers: [],
      rest: "",
    });
  });

  it.each([
    ["a release", `${esc}[<0;5;12m`],
    ["the middle button", `${esc}[<1;5;12M`],
    ["the right button", `${esc}[<2;5;12M`],
    ["a click with Shift", `${esc}[<4;5;12M`],
    ["a drag", `${esc}[<32;5;12M`],
    ["a move", `${esc}[<35;5;12M`],
    ["the wheel sideways", `${esc}[<66;5;12M`],
    ["a cell 0", `${esc}[<0;0;12M`],
    ["a cell that no terminal has", `${esc}[<0;65536;12M`],
    ["a huge one", `${esc}[<0;${"9".repeat(30)};1M`],
    ["an endless one", `${esc}[<0;${"9".repeat(5000)}`],
    ["no numbers", `${esc}[<M`],
    ["two numbers", `${esc}[<0;5M`],
    ["four numbers", `${esc}[<0;5;6;7M`],
    ["a minus", `${esc}[<0;-5;6M`],
    ["the report of old", `${esc}[M !!`],
    ["the report of old, with a click that reads like keys", `${esc}[Mqqq`],
    ["the one of urxvt", `${esc}[32;5;12M`],
  ])("%s means nothing, and swallows nothing behind it", (_, text) => {
    expect(decode(`${text}${esc}[Ax`)).toMatchObject({ keys: [{ name: "up" }, { name: "x" }], rest: "" });
  });

  it("makes no key of any report, however it is filled", () => {
    const field = fc.string({ unit: fc.constantFrom(..."0123456789;:<=>?-".split("")), maxLength: 60 });
    fc.assert(
      fc.property(field, fc.constantFrom("M", "m"), (body, final) => {
        const { keys } = decode(`${esc}[<${body.replace(/-/g, " ")}${final}`);
        expect(keys.filter(({ name }) => name !== "mouse" && name !== final)).toEqual([]);
      }),
    );
  });
});

describe("createDecoder", () => {
  const keysOf = (pieces: readonly (string | Uint8Array)[], wait: number): readonly Key[] => {
    const got: Key[] = [];
    const decoder = createDecoder((key) => got.push(key));
    for (const piece of pieces) {
      decoder.push(piece);
      vi.advanceTimersByTime(wait);
    }
    vi.advanceTimersByTime(5000);
    return got;
  };

  it("puts a report together that comes in pieces, cut at any byte, late as well", () => {
    const report = `${esc}[<0;5;12M`;
    for (let cut = 1; cut < report.length; cut++)
      for (const wait of [0, 30, 500]) {
        const got = keysOf([report.slice(0, cut), report.slice(cut)], wait);
        // an Esc that has been alone for so long was pressed; what follows is none the less no text
        expect(got, `${cut} ${wait}`).toEqual(cut === 1 && wait === 500 ? [{ name: "escape" }, click] : [click]);
      }
  });

  it("gives the same however a stream of them is cut", () => {
    const text = `j${esc}[<0;5;12M${esc}[<0;5;12mé${esc}[<64;300;2M${esc}[M#!!${esc}[A${esc}[<65;1;1Mq`;
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), (cuts) => {
        const all = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const got = keysOf(
          all.slice(1).map((to, at) => bytes.subarray(all[at], to)),
          0,
        );
        expect(got).toEqual(decode(text).keys);
      }),
    );
  });

  it("waits for no end that never comes", () => {
    expect(keysOf([`${esc}[<0;5`], 0)).toEqual([]);
    expect(keysOf([`${esc}[<0;5`, "q"], 1500)).toEqual([{ name: "q", text: "q" }]);
    expect(keysOf([esc, "[", "<", "0"], 500).map(({ name }) => name)).toEqual(["escape", "[", "<", "0"]);
  });
});
