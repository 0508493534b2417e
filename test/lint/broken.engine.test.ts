// Broken files: the error's line as BuildKit names it, or nearer.
import { beforeAll, describe, expect, it } from "vitest";
import { broken } from "./broken.ts";
import { hasOracle, judgeBoth } from "./oracle.ts";

let known = false;
beforeAll(async () => {
  known = await hasOracle();
});

describe("errors", () => {
  it.for(broken)("$name", async ({ line, says, nearer, onlyOurs, ...each }, { skip }) => {
    skip(!known, "this docker has no --call=check");
    const { oracle, ours } = await judgeBoth(each);
    const [first] = ours.errors;
    expect(first?.span.line, JSON.stringify({ first, oracle })).toBe(line);
    expect(`${first?.message}\n${first?.hint ?? ""}`).toMatch(says);
    if (onlyOurs !== undefined) {
      expect(oracle.error).toBeUndefined();
      return;
    }
    expect(oracle.error, "docker build --check passes it").toBeDefined();
    const [range] = oracle.error?.lines ?? [];
    if (nearer === undefined) expect(range?.[0], JSON.stringify(oracle.error)).toBe(line);
    else expect(range?.[0], `nearer is for nothing: ${JSON.stringify(oracle.error)}`).not.toBe(line);
  });
});
