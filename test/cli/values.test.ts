/** What every value of a flag means; which are refused, and how that is said. */
import fs from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { oddValues, read, refused, valueFiles } from "./odd-values.ts";

const folder = valueFiles();
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.each([...new Set(oddValues.map(({ flag }) => flag))])("%s", (flag) => {
  it.each(oddValues.filter((row) => row.flag === flag))("$value", ({ value, wanted }) => {
    if (wanted !== refused) {
      expect(read(flag, value, folder)).toEqual(wanted);
      return;
    }
    let error: unknown;
    try {
      read(flag, value, folder);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    const [problem] = (error as UserError).problems;
    expect(problem?.message).toContain(flag === "--tag" ? "tag" : flag);
    expect(problem?.hint).toMatch(/\S/);
  });
});
