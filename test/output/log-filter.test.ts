import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { withoutColours } from "../../src/output/clean.ts";
import { newLineIndex } from "../../src/output/line-index.ts";
import { createStepLog } from "../../src/output/log.ts";
import { both, filterMatcher, type LogFilter, newLogFilter } from "../../src/output/log-filter.ts";
import { newLogSearch } from "../../src/output/log-search.ts";
import { matcherOf, patternOf } from "../../src/output/pattern.ts";
import { readLines } from "../../src/output/read-lines.ts";
import { outputOf } from "../helpers/scripted-session.ts";

const toTheEnd = (filter: LogFilter): LogFilter => {
  while (filter.step(5));
  return filter;
};

const through = (text: string, inverted = false) => filterMatcher({ pattern: patternOf(text), inverted });

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

describe("a filter", () => {
  it("lets through what going through all lines finds, in every window", () => {
    const lines = fc.array(fc.constantFrom("x", "an error", "\u001b[31mer\u001b[0mror", ""), { maxLength: 300 });
    fc.assert(
      fc.property(
        lines,
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(300), fc.nat(60)), { maxLength: 5 }),
        (all, inverted, windows) => {
          const filter = toTheEnd(newLogFilter(outputOf(all), through("error", inverted)));
          const wanted = all.flatMap((line, at) => (withoutColours(line).includes("error") !== inverted ? [at] : []));
          expect([filter.lineCount, filter.lines, filter.complete]).toEqual([wanted.length, all.length, true]);
          for (const [row, count] of windows)
            expect(filter.read(row, count)).toEqual(wanted.slice(row, row + count).map((at) => all[at]));
          for (const [row, line] of wanted.entries()) expect([filter.lineAt(row), filter.rowOf(line)]).toEqual([line, row]);
          for (let line = 0; line < all.length; line++)
            expect(filter.rowOf(line)).toBe(wanted.filter((each) => each < line).length);
        },
      ),
    );
  });

  it("goes on in a log that grows, and takes its open line as it stands", () => {
    folder = mkdtempSync(join(tmpdir(), "dbuild-filter-"));
    const log = createStepLog(join(folder, "log"));
    const filter = newLogFilter(log, through("error"));
    log.write(Buffer.from("fine\nan er"));
    expect(filter.complete).toBe(false);
    expect(toTheEnd(filter).lineCount).toBe(0);
    log.write(Buffer.from("ror"));
    expect([filter.lineCount, filter.read(0, 9), filter.lineAt(0)]).toEqual([1, ["an error"], 1]);
    log.write(Buffer.from("s\nfine\nerror 2"));
    expect(toTheEnd(filter).read(0, 9)).toEqual(["an errors", "error 2"]);
    log.close();
    expect(filter.read(0, 9)).toEqual(["an errors", "error 2"]);
  });

  it("begins anew where the log does", () => {
    const lines = ["error 1", "fine", "error 2"];
    let shown = lines;
    const log = {
      bytes: 0,
      get lineCount() {
        return shown.length;
      },
      get finishedLines() {
        return shown.length;
      },
      read: (from: number, count: number) => shown.slice(from, from + count),
    };
    const filter = toTheEnd(newLogFilter(log, through("error")));
    expect(filter.lineCount).toBe(2);
    shown = ["fine", "error 3"];
    expect(toTheEnd(filter).read(0, 9)).toEqual(["error 3"]);
  });

  it("ends at a line that its pattern takes too long on, and keeps what it found before", () => {
    const filter = newLogFilter(outputOf(["aaa", `${"a".repeat(50)}!`, "aa"]), through("^(a+)+$"));
    expect(filter.step(5000)).toBe(false);
    expect(filter.tooLong).toBe(1);
  });

  it("is searched in: a line counts that both let through", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "ab", "")), fc.boolean(), (lines, inverted) => {
        const search = newLogSearch(outputOf(lines), both(through("a", inverted), matcherOf(patternOf("b"))));
        search.seek(0, 1);
        while (search.step(5));
        const hits = lines.flatMap((line, at) => (line.includes("a") !== inverted && line.includes("b") ? [at] : []));
        expect(search.count).toBe(hits.length);
        expect(search.found).toEqual(hits.length === 0 ? "none" : { line: hits[0], wrapped: false });
      }),
    );
  });
});

describe("ten million lines", () => {
  const total = 10_000_000;
  const line = Buffer.from("gcc -c main.c\n");

  /** A log whose lines are all alike, of which `readAt` is counted. */
  function longLog() {
    const block = Buffer.alloc(line.length * 8192);
    for (let at = 0; at < 8192; at++) block.set(line, at * line.length);
    const index = newLineIndex();
    const size = total * line.length;
    for (let at = 0; at < size; at += block.length) index.add(block.subarray(0, Math.min(block.length, size - at)));
    const count = { bytes: 0, lines: 0 };
    const readAt = (target: Uint8Array, position: number): number => {
      const length = Math.min(target.length, size - position);
      for (let at = 0; at < length; ) {
        const from = (position + at) % block.length;
        const piece = block.subarray(from, Math.min(block.length, from + length - at));
        target.set(piece, at);
        at += piece.length;
      }
      count.bytes += length;
      return length;
    };
    const read = (from: number, many: number) => {
      const lines = readLines({ readAt, size, index }, from, many);
      count.lines += lines.length;
      return lines;
    };
    return { log: { bytes: size, lineCount: total, finishedLines: total, read }, count, gap: index.gap };
  }

  it("are looked through once, a piece at a time; a window costs what it shows", () => {
    const { log, count, gap } = longLog();
    let looked = 0;
    const every = 9973;
    // which lines come through is told by their numbers, so that the time goes into the reading
    const matcher = {
      tooLong: undefined,
      matching: (lines: readonly string[]) => {
        const hits: number[] = [];
        for (let at = (every - (looked % every)) % every; at < lines.length; at += every) hits.push(at);
        looked += lines.length;
        return hits;
      },
    };
    const cheap = { ...log, read: (from: number, many: number) => new Array<string>(Math.min(many, total - from)).fill("") };
    let source = cheap;
    const filter = newLogFilter({ ...log, read: (from, many) => source.read(from, many) }, matcher);
    while (filter.step(50));
    expect([filter.lines, filter.lineCount, looked]).toEqual([total, Math.ceil(total / every), total]);

    source = log;
    const rows = 40;
    filter.read(500, rows);
    // lines far from each other: each from the nearest known start, one block
    expect(count.lines).toBe(rows);
    expect(count.bytes).toBeLessThanOrEqual(rows * 2 * (gap + 64 * 1024));
    count.lines = 0;
    count.bytes = 0;
    // the same frame again, and a row further
    filter.read(500, rows);
    filter.read(501, rows);
    expect(count.lines).toBe(1);
    expect(count.bytes).toBeLessThanOrEqual(2 * (gap + 64 * 1024));
    expect(filter.lineAt(filter.rowOf(5_000_000))).toBe(Math.ceil(5_000_000 / every) * every);
  });
});
