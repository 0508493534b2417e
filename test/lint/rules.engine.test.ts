// The rules against `docker build --check`: the same ones, on the same lines.
import { beforeAll, describe, expect, it } from "vitest";
import { cases } from "./cases.ts";
import { hasOracle, judgeBoth, setOf } from "./oracle.ts";

let known = false;
beforeAll(async () => {
  known = await hasOracle();
});

describe("rule and lines as docker build --check", () => {
  it.for(cases)("$name", async (each, { skip }) => {
    skip(!known, "this docker has no --call=check");
    const { oracle, ours } = await judgeBoth(each);
    const warnings = setOf(ours.warnings.map(({ rule, span }) => `${rule} ${span.line}-${span.endLine}`));
    const errors = ours.errors.filter(({ rule }) => rule !== "Source").map(({ message, span }) => `${span.line}: ${message}`);
    expect({ warnings, errors }).toEqual({ warnings: oracle.warnings, errors: oracle.error ? [oracle.error.message] : [] });
  });
});
