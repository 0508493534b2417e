import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { withoutColours } from "../../src/output/clean.ts";
import { createStepLog } from "../../src/output/log.ts";
import { type LogSearch, newLogSearch } from "../../src/output/log-search.ts";
import { matcherOf, patternOf } from "../../src/output/pattern.ts";
import { outputOf } from "../helpers/scripted-session.ts";

const toTheEnd = (search: LogSearch): LogSearch => {
  while (search.step(5));
  return search;
};

/** What `seek` finds once all is done, as a line. */
const sought = (search: LogSearch, from: number, by: 1 | -1): number | undefined => {
  search.seek(from, by);
  const { found } = toTheEnd(search);
  return typeof found === "object" ? found.line : undefined;
};

const searchOf = (lines: readonly string[], text: string) => newLogSearch(outputOf(lines), matcherOf(patternOf(text)));

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe("a search", () => {
  it("finds forwards and backwards, goes round, counts and ranks: as looking at all lines does", () => {
    const lines = fc.array(fc.constantFrom("x", "an error", "\u001b[31mer\u001b[0mror", ""), { maxLength: 30 });
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 9000 }),
        fc.constantFrom(1, -1),
        (few, at, gap, by) => {
          // blocks of many lines without a match lie between
          const all = [...few, ...Array.from({ length: gap }, () => "-"), ...few];
          const from = Math.min(at, Math.max(0, all.length - 1));
          const search = searchOf(all, "error");
          const hits = all.flatMap((line, index) => (withoutColours(line).includes("error") ? [index] : []));
          const after = hits.find((hit) => hit >= from) ?? hits[0];
          const before = hits.findLast((hit) => hit <= from) ?? hits.at(-1);
          const wanted = by > 0 ? after : before;
          expect(sought(search, from, by)).toBe(wanted);
          expect(search.count).toBe(hits.length);
          expect(search.first).toBe(hits[0]);
          expect(search.complete).toBe(true);
          expect(search.rank).toBe(wanted === undefined ? undefined : hits.indexOf(wanted) + 1);
          // with all counted, once more: blocks without a match are left out
          expect(sought(search, from, by)).toBe(wanted);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("goes on in a log that grows, and takes its open line as it stands", () => {
    folder = mkdtempSync(join(tmpdir(), "dbuild-search-"));
    const log = createStepLog(join(folder, "log"));
    const search = newLogSearch(log, matcherOf(patternOf("error")));
    log.write(Buffer.from("fine\nan er"));
    expect(toTheEnd(search).count).toBe(0);
    log.write(Buffer.from("ror"));
    expect(search.count).toBe(1);
    expect(sought(search, 0, 1)).toBe(1);
    expect(search.rank).toBe(1);
    log.write(Buffer.from(" of mine\nfine\n"));
    log.close();
    expect(toTheEnd(search).count).toBe(1);
    expect(search.first).toBe(1);
  });

  it("looks at the nearest lines first, whatever is counted yet", () => {
    const lines = Array.from({ length: 400_000 }, (_, at) => (at === 399_000 ? "error" : "-"));
    const read: number[] = [];
    const output = outputOf(lines);
    const search = newLogSearch(
      {
        ...output,
        read: (from, count) => {
          read.push(from);
          return output.read(from, count);
        },
      },
      matcherOf(patternOf("error")),
    );
    search.seek(398_900, 1);
    while (search.found === undefined) search.step(0);
    expect(search.found).toEqual({ line: 399_000, wrapped: false });
    expect(Math.min(...read)).toBe(398_900);
    expect(search.rank).toBeUndefined();
    toTheEnd(search);
    expect(search.rank).toBe(1);
  });

  it("ends at a line that its pattern takes too long on, and names it", () => {
    const lines = ["fine", "aaa", `${"a".repeat(50)}!`, "fine"];
    const search = searchOf(lines, "^(a+)+$");
    const began = performance.now();
    search.seek(0, 1);
    toTheEnd(search);
    expect(search.tooLong).toBe(2);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
