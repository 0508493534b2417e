import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createDecoder, decode, type Key } from "../../src/ui/decode-keys.ts";

const names = (text: string): readonly string[] => decode(text).keys.map(({ name }) => name);

describe("decode", () => {
  it.each([
    ["n", ["n"]],
    ["R", ["R"]],
    [" ", ["space"]],
    ["é日", ["é", "日"]],
    ["\r", ["enter"]],
    ["\n", ["enter"]],
    ["\t\u001b[Z", ["tab", "shift-tab"]],
    ["\u007f\b", ["backspace", "backspace"]],
    ["\u0003\u001a\u0013", ["ctrl-c", "ctrl-z", "ctrl-s"]],
    ["\u001f", ["ctrl-_"]],
    ["\u001b[A\u001b[B\u001bOC\u001bOD", ["up", "down", "right", "left"]],
    ["\u001b[H\u001b[F\u001b[1~\u001b[4~\u001bOH", ["home", "end", "home", "end", "home"]],
    ["\u001b[5~\u001b[6~\u001b[3~", ["pageup", "pagedown", "delete"]],
    ["\u001b[1;5C\u001b[1;3D\u001b[1;2A\u001b[1;5H", ["ctrl-right", "alt-left", "shift-up", "ctrl-home"]],
    ["\u001bOP\u001b[12~\u001b[[C\u001b[24~", ["f1", "f2", "f3", "f12"]],
    ["\u001bb\u001b\r\u001b\u007f", ["alt-b", "alt-enter", "alt-backspace"]],
    ["\u001b\u001b[A", ["escape", "up"]],
    ["\u001b[99;5u", ["ctrl-c"]],
    // Reports and sequences nobody asked for are no keys, and do not swallow what follows.
    ["\u001b[Ix\u001b[24;80Ry", ["x", "y"]],
    ["\u001b[38;2;1;2;3mq", ["q"]],
  ])("%j is %j", (text, keys) => {
    expect(names(text)).toEqual(keys);
    expect(decode(text).rest).toBe("");
  });

  it("keeps what is unfinished", () => {
    for (const text of ["\u001b", "\u001b[", "\u001b[1;", "\u001bO", "\u001b[[", "\u001b[200~abc"]) {
      expect(decode(`x${text}`)).toMatchObject({ keys: [{ name: "x" }], rest: text });
    }
  });

  it("takes a paste as one key, whatever is in it", () => {
    expect(decode("\u001b[200~a\r\nq\u001b[Ab\u001b[201~n").keys).toEqual([
      { name: "paste", text: "a\nq\u001b[Ab" },
      { name: "n", text: "n" },
    ]);
  });

  it("gives the same keys however the bytes are cut", () => {
    const text = "jé\u001b[1;5C\u001b[200~p\u001b[201~\u001bOPR日\r\u001b[6~q";
    const whole = decode(text).keys;
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), (cuts) => {
        const got: Key[] = [];
        const decoder = createDecoder((key) => got.push(key));
        let from = 0;
        // An Esc that comes alone is the key Esc unless a sequence goes on behind it; every Esc here begins one.
        for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
          decoder.push(bytes.subarray(from, cut));
          from = cut;
        }
        decoder.reset();
        expect(got).toEqual(whole);
      }),
    );
  });
});

describe("answers of the terminal", () => {
  const colour = "\u001b]11;rgb:ffff/8080/0000\u001b\\";
  const kind = "\u001b[?64;1;22c";
  const heard = (text: string) => {
    const { keys, answers, rest } = decode(text);
    return { keys: keys.map(({ name }) => name), answers, rest };
  };

  it.each([
    [`n${colour}${kind}q`, ["n", "q"], [{ kind: "background", colour: [255, 128, 0] }, { kind: "end" }]],
    ["\u001b]11;rgb:f/0/f\u0007x", ["x"], [{ kind: "background", colour: [255, 0, 255] }]],
    ["\u001b]11;rgba:00/00/00/ff\u0007", [], [{ kind: "background", colour: [0, 0, 0] }]],
    // of another question, of nothing that can be read, and one that broke off
    ["\u001b]10;rgb:ffff/ffff/ffff\u001b\\x", ["x"], []],
    ["\u001b]11;rgb:zz\u0007", ["z", "z", "ctrl-g"], []],
    ["\u001b]11;rgb:ffnq", ["n", "q"], []],
  ])("%j are told, and are no keys", (text, keys, answers) => {
    expect(heard(text)).toEqual({ keys, answers, rest: "" });
  });

  it("come in pieces, at whatever place they are cut", () => {
    vi.useFakeTimers();
    const text = `${colour}${kind}`;
    for (let cut = 1; cut < text.length; cut++) {
      const keys: string[] = [];
      const answers: string[] = [];
      const decoder = createDecoder(
        ({ name }) => keys.push(name),
        (report) => answers.push(report.kind),
      );
      decoder.push(text.slice(0, cut));
      vi.advanceTimersByTime(cut < 3 || cut >= colour.length - 1 ? 10 : 900);
      decoder.push(text.slice(cut));
      expect([cut, keys, answers]).toEqual([cut, [], ["background", "end"]]);
    }
    vi.useRealTimers();
  });
});

describe("createDecoder", () => {
  it("takes a lone Esc for the key after a moment", () => {
    vi.useFakeTimers();
    const got: string[] = [];
    const decoder = createDecoder(({ name }) => got.push(name));
    decoder.push("\u001b");
    expect(got).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(got).toEqual(["escape"]);
    // The start of a sequence that never ends is no key.
    decoder.push("\u001b[1;");
    vi.advanceTimersByTime(50);
    decoder.push("q");
    expect(got).toEqual(["escape", "q"]);
    vi.useRealTimers();
  });

  it("takes Esc and a quick key after it for two keys, not for Alt", () => {
    const got: string[] = [];
    const decoder = createDecoder(({ name }) => got.push(name));
    decoder.push("\u001b");
    decoder.push("q");
    expect(got).toEqual(["escape", "q"]);
  });
});
