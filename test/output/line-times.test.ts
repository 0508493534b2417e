import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { newLineTimes, readLineTimes } from "../../src/output/line-times.ts";
import { createStepLog, openStepLog } from "../../src/output/log.ts";

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

const inFolder = (name: string): string => {
  folder ??= mkdtempSync(join(tmpdir(), "dbuild-times-"));
  return join(folder, name);
};

const start = 1_700_000_000_000;

/** Pieces of output: how many lines begin in each, and how much later it comes than the one before. */
const pieces = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -50, max: 2000 })), { maxLength: 120 });

describe("times of lines", () => {
  it("are those that lines came at, or a little earlier, in memory and out of a file", () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 4, max: 200 }), (all, bound) => {
        const times = newLineTimes(start, bound);
        const came: number[] = [];
        let now = start;
        for (const [lines, later] of all) {
          now += later;
          times.add(came.length, now);
          for (let at = 0; at < lines; at++) came.push(Math.max(came.at(-1) ?? 0, now - times.start));
        }
        expect(times.length).toBeLessThanOrEqual(bound);
        const read = readLineTimes(times.bytes(0));
        const step = 100 * 2 ** times.thinned;
        for (const [line, ms] of came.entries()) {
          const told = times.at(line) ?? Number.NaN;
          expect(told).toBeLessThanOrEqual(ms);
          expect(told).toBeGreaterThan(ms - 2 * step);
          expect(read?.at(line)).toBe(told);
        }
        const changes = times.changes(0, came.length);
        expect(changes.map(([line]) => times.at(line))).toEqual(changes.map(([, ms]) => ms));
        expect(read?.changes(3, 9) ?? []).toEqual(times.changes(3, 9));
        expect(changes.length).toBe(times.length);
      }),
    );
  });

  it("of a file that anybody wrote are taken as far as they make sense", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (bytes, headed) => {
        const head = newLineTimes(start).bytes(0);
        const read = readLineTimes(headed ? Buffer.concat([head, bytes]) : bytes);
        const told = [...Array(50).keys()].map((line) => read?.at(line) ?? 0);
        expect(told).toEqual(told.toSorted((one, other) => one - other));
      }),
    );
  });

  it("count from the first one where that is before the start: another clock", () => {
    const times = newLineTimes(start);
    times.add(0, start - 5000);
    times.add(1, start);
    expect([times.start, times.at(0), times.at(1)]).toEqual([start - 5000, 0, 5000]);
  });
});

describe("a log", () => {
  const bytes = (text: string) => Buffer.from(text);

  it("keeps when its lines began in a file of its own, which only its owner reads", () => {
    const file = inFolder("log");
    const log = createStepLog(file, { start });
    expect(log.times).toBeUndefined();
    log.write(bytes("one\ntw"), start + 1000);
    log.write(bytes("o\nthree\n"), start + 31_000);
    log.write(bytes("four"), start + 61_000);
    log.close();
    for (const each of [log, openStepLog(file)])
      expect([0, 1, 2, 3].map((line) => each.times?.at(line))).toEqual([1000, 1000, 31_000, 61_000]);
    expect(statSync(`${file}.times`).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\nthree\nfour");
  });

  it("is followed with its times by another process, while it is written", () => {
    const file = inFolder("log");
    const log = createStepLog(file, { start });
    const other = openStepLog(file, { grows: true });
    for (let at = 0; at < 50; at++) {
      log.write(bytes(`line ${at}\n`), start + at * 1000);
      log.read(0, 1);
      expect(other.times?.at(at)).toBe(at * 1000);
    }
    log.close();
  });

  it("takes the times of an earlier log of the same lines", () => {
    const log = createStepLog(inFolder("log"), { start });
    for (let at = 0; at < 20; at++) log.write(bytes(`line ${at}\n`), start + at * 700);
    log.close();
    const again = createStepLog(inFolder("again"), { start: log.times?.start ?? 0 });
    const text = readFileSync(log.file);
    again.write(text.subarray(0, 33), log.times);
    again.write(text.subarray(33), log.times);
    again.write(bytes("new\n"), start + 99_000);
    again.close();
    const told = [...Array(21).keys()].map((line) => again.times?.at(line));
    expect(told).toEqual([...[...Array(20).keys()].map((line) => line * 700), 99_000]);
  });

  it("goes without them where they cannot be written or read, and forgets those of a log that was here before", () => {
    const file = inFolder("log");
    writeFileSync(`${file}.times`, newTimes());
    expect(createStepLog(file).times).toBeUndefined();
    expect(openStepLog(file).times).toBeUndefined();
    const nowhere = createStepLog(join(inFolder("missing"), "log"), { start });
    nowhere.write(bytes("one\n"), start + 5000);
    nowhere.close();
    expect(nowhere.times?.at(0)).toBe(5000);
  });
});

function newTimes(): Uint8Array {
  const times = newLineTimes(start);
  times.add(0, start + 7000);
  return times.bytes(0);
}
