/** Every odd value again: buildx takes what we take and refuses what we refuse, but for what odd-values.ts explains. */
import fs from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { docker } from "../helpers/dbuild.ts";
import { buildx, hasBuildx } from "../helpers/docker-build.ts";
import { environment, oddValues, refused, valueFiles } from "./odd-values.ts";

const judged = await hasBuildx();
const folder = valueFiles();
const env = { ...process.env, ...environment };
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  const names = oddValues.flatMap(({ flag, value, wanted }) => (flag === "--tag" && wanted !== refused ? [value] : []));
  await docker(["rmi", "-f", ...names]);
});

// An old client's own words differ; it has no buildx to ask.
describe.skipIf(!judged).each([...new Set(oddValues.map(({ flag }) => flag))])("%s as buildx reads it", (flag) => {
  it("accepts and refuses the same", { timeout: 240_000 }, async () => {
    const rows = oddValues.filter((row) => row.flag === flag);
    const told: Record<string, string> = {};
    const expected: Record<string, string> = {};
    const ask = async ({ value, wanted, ours }: (typeof rows)[number]): Promise<void> => {
      // What we decide by ourselves is told in the table; there is nothing to compare.
      if (ours !== undefined) return;
      const args = ["build", "-q", "--provenance=false", "--sbom=false", `${flag}=${value}`, "."];
      const { code } = await buildx(args, { cwd: folder, env });
      told[value] = code === 0 ? "taken" : "refused";
      expected[value] = wanted === refused ? "refused" : "taken";
    };
    for (let at = 0; at < rows.length; at += 4) await Promise.all(rows.slice(at, at + 4).map(ask));
    expect(expected).toEqual(told);
  });
});
