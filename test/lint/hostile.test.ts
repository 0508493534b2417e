// Dockerfiles made to be slow (bench/hostile.mjs) are read in a time that grows with their size alone. The bound is processor
// time, many times what the slowest takes: a busy machine does not break it, and the square of a size does.
import { describe, expect, it } from "vitest";
import { hostileFiles } from "../../bench/hostile.mjs";
import { excerpt } from "../../src/dockerfile/excerpt.ts";
import { checkDockerfile } from "../../src/lint/check-dockerfile.ts";

const platform = { os: "linux", architecture: "amd64", variant: "" };
const facts = {
  buildArgs: {},
  buildPlatform: platform,
  targetPlatform: platform,
  namedContexts: new Set<string>(),
  image: () => undefined,
};

const seconds = 15;
const files = hostileFiles(0.3);
/** Never were slow for their size, and are long. */
const plain = /LABELs|chained ENVs$|20,000 heredocs|ARGs before|RUNs|ONBUILDs|warnings|COPY --from of/;

const text = (name: string): string => files[name]?.() ?? "";

describe("a Dockerfile made to be slow", () => {
  it.each(Object.entries(files).filter(([name]) => !plain.test(name)))("%s", { timeout: 300_000 }, (_name, make) => {
    const text = make();
    const before = process.cpuUsage();
    const { errors, warnings } = checkDockerfile(text, facts);
    for (const { span } of [...errors, ...warnings].slice(0, 1000)) excerpt(text, span.line, span.endLine);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(seconds);
  });

  it("is refused where docker build could not carry its values", () => {
    const { errors } = checkDockerfile(text("ENV A=$A$A 30 times"), facts);
    expect(errors.map(({ rule, message, span }) => [rule, message, span.line])).toEqual([
      ["Variable", 'failed to process "$A$A": it comes to more than 16 MiB, which docker build can not carry', 24],
    ]);
  });

  it("is taken as far as docker build takes it: a value of 8 MiB", () => {
    expect(checkDockerfile(text("ENV A=$A$A 20 times"), facts).errors).toEqual([]);
  });
});
