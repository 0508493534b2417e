import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cleanLine } from "../../src/output/clean.ts";
import { newLineIndex } from "../../src/output/line-index.ts";
import { createStepLog, openStepLog } from "../../src/output/log.ts";
import { readLines } from "../../src/output/read-lines.ts";
import { nastyLine } from "./hostile.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dbuild-log-"));
  file = join(folder, "step.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const all = (output: { lineCount: number; read(from: number, count: number): readonly string[] }): readonly string[] =>
  output.read(0, output.lineCount);

describe("a log", () => {
  test("keeps every byte, privately", () => {
    const log = createStepLog(file);
    const bytes = Buffer.from([0, 255, 27, 91, 10, 13, 200, 10, 7]);
    log.write(bytes);
    log.close();
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(log.bytes).toBe(9);
    expect(log.error).toBeUndefined();
  });

  test("counts an unfinished line, and shows it", () => {
    const log = createStepLog(file);
    expect(log.lineCount).toBe(0);
    expect(log.read(0, 10)).toEqual([]);
    log.write(Buffer.from("one\ntw"));
    expect(log.lineCount).toBe(2);
    expect(log.read(0, 10)).toEqual(["one", "tw"]);
    log.write(Buffer.from("o\n"));
    expect(log.lineCount).toBe(2);
    expect(log.read(1, 10)).toEqual(["two"]);
    log.write(Buffer.from("\n"));
    expect(log.read(0, 10)).toEqual(["one", "two", ""]);
    log.close();
    expect(log.read(1, 1)).toEqual(["two"]);
    expect(log.read(-5, 1)).toEqual(["one"]);
    expect(log.read(3, 5)).toEqual([]);
  });

  test("is on disk soon, without being read", async () => {
    const log = createStepLog(file);
    log.write(Buffer.from("hello"));
    await expect.poll(() => readFileSync(file, "utf8")).toBe("hello");
    log.close();
  });

  test("starts anew where an older log was", () => {
    writeFileSync(file, "old\n", { mode: 0o644 });
    const log = createStepLog(file);
    log.write(Buffer.from("new\n"));
    log.close();
    expect(readFileSync(file, "utf8")).toBe("new\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("any chunking gives the same lines, and opening it again too", () => {
    fc.assert(
      fc.property(
        fc.array(nastyLine, { maxLength: 12 }),
        fc.array(fc.nat(200), { maxLength: 20 }),
        fc.boolean(),
        (lines, cuts, ended) => {
          const raw = Buffer.from(lines.join("\n") + (ended ? "\n" : ""));
          const log = createStepLog(file);
          let from = 0;
          for (const cut of [...cuts, raw.length]) {
            log.write(raw.subarray(from, from + cut));
            from = Math.min(raw.length, from + cut);
          }
          const text = raw.toString("utf8");
          const expected = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n").map((line) => cleanLine(line));
          const shown = text === "" ? [] : expected;
          expect(all(log)).toEqual(shown);
          log.close();
          expect(all(log)).toEqual(shown);
          expect(all(openStepLog(file))).toEqual(shown);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("long lines", () => {
  const show = (text: string): readonly string[] => {
    const log = createStepLog(file);
    log.write(Buffer.from(text));
    log.close();
    return all(log);
  };

  test("are cut with a mark, and the next line is right", () => {
    const lines = show(`before\n${"x".repeat(3_000_000)}\nafter\n`);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe(`${"x".repeat(16 * 1024)}…`);
    expect(lines[2]).toBe("after");
  });

  test("16 KiB exactly is whole", () => {
    expect(show(`${"x".repeat(16 * 1024)}\n`)).toEqual(["x".repeat(16 * 1024)]);
  });

  test("are not cut through a character", () => {
    for (const [character, bytes] of [
      ["é", 2],
      ["你", 3],
      ["🎉", 4],
    ] as const) {
      for (let shift = 0; shift < bytes; shift++) {
        const line = show("x".repeat(shift) + character.repeat(10_000))[0] ?? "";
        expect(line).not.toContain("\ufffd");
        expect(line.endsWith(`${character}…`)).toBe(true);
      }
    }
  });

  test("colours are closed before the mark", () => {
    const line = show(`\u001b[31m${"x".repeat(20_000)}`)[0] ?? "";
    expect(line.endsWith("x\u001b[0m…")).toBe(true);
  });

  test("of a progress bar show the newest state", () => {
    const frames = Array.from({ length: 20_000 }, (_, at) => `\rdownloading ${at} of 20000`).join("");
    expect(show(frames)).toEqual(["downloading 19999 of 20000"]);
    expect(show(`${frames}\r\nnext`)).toEqual(["downloading 19999 of 20000", "next"]);
    const npm = Array.from({ length: 20_000 }, (_, at) => `\u001b[1G\u001b[0K[${at}]`).join("");
    expect(show(npm)).toEqual(["[19999]"]);
  });

  test("CRLF does not make a progress bar of one", () => {
    expect(show(`${"x".repeat(20_000)}\r\n`)[0]).toBe(`${"x".repeat(16 * 1024)}…`);
  });
});

describe("the line index", () => {
  // Few entries and small gaps, so that thinning out happens all the time.
  test("finds every line, however it was thinned out", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(3), fc.nat(40), fc.nat(400)), { minLength: 1, maxLength: 120 }),
        fc.nat(130),
        fc.nat(10),
        (lengths, from, count) => {
          const lines = lengths.map((length, at) => `${at}:`.padEnd(length, "."));
          const raw = Buffer.from(lines.join("\n"));
          const index = newLineIndex(4, 8);
          for (let at = 0; at < raw.length; at += 7) index.add(raw.subarray(at, at + 7));
          const readAt = (target: Uint8Array, position: number): number => raw.copy(target, 0, position);
          expect(index.lineCount).toBe(lines.length);
          expect(readLines({ readAt, size: raw.length, index }, from, count)).toEqual(lines.slice(from, from + count));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("knows the line behind every long one", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(3), fc.nat(300)), { minLength: 2, maxLength: 200 }), (lengths) => {
        const index = newLineIndex(6, 8);
        index.add(Buffer.from(lengths.map((length) => `${"x".repeat(length)}\n`).join("")));
        let offset = 0;
        lengths.forEach((length, line) => {
          offset += length + 1;
          if (length + 1 >= index.gap) expect(index.startOf(line + 1)).toBe(offset);
        });
      }),
    );
  });

  test("reads a little, wherever it reads", () => {
    const raw = Buffer.from("0123456789abcdef\n".repeat(500_000));
    const index = newLineIndex();
    index.add(raw);
    let read = 0;
    const readAt = (target: Uint8Array, position: number): number => {
      const bytes = raw.copy(target, 0, position);
      read += bytes;
      return bytes;
    };
    for (const from of [0, 250_000, 499_800]) {
      read = 0;
      expect(readLines({ readAt, size: raw.length, index }, from, 200)).toHaveLength(200);
      expect(read).toBeLessThan(300_000);
    }
  });
});

describe("what goes wrong", () => {
  test("a file that cannot be made: its lines are there all the same, nothing is thrown", () => {
    const log = createStepLog(join(folder, "missing", "step.log"));
    log.write(Buffer.from("a\nb\n"));
    expect(log.lineCount).toBe(2);
    expect(log.read(0, 5)).toEqual(["a", "b"]);
    expect(log.error).toContain("ENOENT");
    log.close();
    expect(log.read(1, 5)).toEqual(["b"]);
  });

  test("a link in the file's place is not followed", () => {
    const target = join(folder, "precious");
    writeFileSync(target, "precious");
    symlinkSync(target, file);
    const log = createStepLog(file);
    log.write(Buffer.from("x\n"));
    log.close();
    expect(log.error).toBeDefined();
    expect(readFileSync(target, "utf8")).toBe("precious");
  });

  test("a full disk: the newest lines stay in memory", () => {
    const log = createStepLog("/dev/full");
    log.write(Buffer.from("x\n".repeat(100_000)));
    log.write(Buffer.from("y\n"));
    expect(log.error).toContain("ENOSPC");
    expect(log.lineCount).toBe(100_001);
    expect(log.read(99_999, 5)).toEqual(["x", "y"]);
    log.close();
    expect(log.read(99_999, 5)).toEqual(["x", "y"]);
  });

  test("a full disk and any chunking: every line is seen before it goes, and the newest stay", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(3), fc.nat(60)), { minLength: 1, maxLength: 80 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }),
        (lengths, cuts) => {
          const lines = lengths.map((length, at) => `${at}:`.padEnd(length, "."));
          const raw = Buffer.from(lines.map((line) => `${line}\n`).join(""));
          const seen: string[] = [];
          const drain = () => {
            seen.push(...log.read(seen.length, log.finishedLines - seen.length));
          };
          const log = createStepLog("/dev/full", { tail: 64, beforeLoss: drain });
          for (let at = 0, turn = 0; at < raw.length; turn++) {
            const cut = cuts[turn % cuts.length] ?? 1;
            log.write(raw.subarray(at, at + cut));
            if (turn % 3 === 0) log.read(0, 1);
            at += cut;
          }
          drain();
          expect(seen).toEqual(lines);
          const shown = all(log);
          expect(shown).toHaveLength(lines.length);
          const lost = shown.lastIndexOf("…") + 1;
          expect(shown.slice(lost)).toEqual(lines.slice(lost));
          expect(lines.slice(lost).join("\n").length).toBeLessThan(2 * 64 + 4 * 90);
          log.close();
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a full disk and a log without an end: memory is bounded", () => {
    const log = createStepLog("/dev/full");
    const chunk = Buffer.from(`${"x".repeat(1023)}\n`.repeat(64));
    const before = process.memoryUsage().arrayBuffers;
    for (let turn = 0; turn < 500; turn++) log.write(chunk);
    expect(log.lineCount).toBe(32_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    expect(log.read(31_999, 1)[0]).toHaveLength(1023);
    expect(log.read(0, 1)).toEqual(["…"]);
    log.close();
  });

  test("a file that was removed while it was written: its newest lines stay", () => {
    const log = createStepLog(file);
    log.write(Buffer.from("one\ntwo\n"));
    log.read(0, 1);
    rmSync(file);
    log.write(Buffer.from("three\n"));
    log.close();
    expect(all(log)).toEqual(["one", "two", "three"]);
    expect(log.error).toContain("removed");
  });

  test("a file that somebody cut or took away", () => {
    const log = createStepLog(file);
    log.write(Buffer.from("one\ntwo\nthree\n"));
    log.close();
    truncateSync(file, 4);
    expect(all(log)).toEqual(["one", "", ""]);
    rmSync(file);
    expect(all(log)).toEqual(["", "", ""]);
  });

  test("opening what is not there", () => {
    const output = openStepLog(file);
    expect(output.lineCount).toBe(0);
    expect(output.read(0, 10)).toEqual([]);
    expect(output.error).toContain("ENOENT");
  });

  test("a log that grows after it was opened stays as it was seen", () => {
    writeFileSync(file, "one\ntw");
    chmodSync(file, 0o600);
    const output = openStepLog(file);
    appendFileSync(file, "o\nthree\n");
    expect(all(output)).toEqual(["one", "tw"]);
  });

  test("a log that another process writes is seen as it grows, and when it is begun anew", () => {
    const output = openStepLog(file, { grows: true });
    expect([output.lineCount, output.error]).toEqual([0, expect.stringContaining("ENOENT")]);
    writeFileSync(file, "one\ntw");
    expect(all(output)).toEqual(["one", "tw"]);
    appendFileSync(file, "o\nthree\n");
    expect([all(output), output.finishedLines, output.error]).toEqual([["one", "two", "three"], 3, undefined]);
    writeFileSync(file, "new\n");
    expect(all(output)).toEqual(["new"]);
  });
});
