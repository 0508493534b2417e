/** Every case of the yardstick that the engine at hand can judge: what dbuild builds equals docker build's, config, files, history. */
import os from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { dbuildFile } from "../helpers/dbuild.ts";
import { readCases } from "./case.ts";
import { unusedDeviations } from "./report.ts";
import { runCase, type Verdict } from "./run-case.ts";
import { openSuite } from "./suite.ts";

const cases = readCases();
const suite = await openSuite({ program: dbuildFile, deep: false, remember: true });
afterAll(suite.close);

const verdicts: Verdict[] = [];
// A case waits for the engine more than it computes; more at a time only makes each slower.
const waiting: (() => void)[] = [];
let free = Math.min(3, os.availableParallelism());

describe("the image equals docker build's", () => {
  describe.concurrent("cases", { timeout: 600_000 }, () => {
    it.for(cases)("$name", async (one, { skip, expect: own }) => {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        const verdict = await runCase(one, suite.setting);
        verdicts.push(verdict);
        skip(verdict.kind === "unjudged", verdict.kind === "unjudged" ? verdict.why : undefined);
        own(verdict.kind).toBe("judged");
        own(verdict.kind === "unjudged" ? [] : verdict.lines).toEqual([]);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    });
  });

  it("needs every entry of the list of deviations", ({ skip }) => {
    skip(verdicts.length < cases.length, "only a part of the cases was run");
    expect(unusedDeviations(suite.setting.judge, verdicts)).toEqual([]);
  });
});
