/** Platforms and named contexts, as tables. The rules are containerd's platforms library and BuildKit's NamedContext. */
import { describe, expect, it } from "vitest";
import { namedContext } from "../../src/builder/named-context.ts";
import { formatPlatform, parsePlatform, platformFits } from "../../src/builder/platform.ts";

const own = { os: "linux", architecture: "amd64" };
const parsed = (text: string) => {
  const platform = parsePlatform(text, own);
  return platform && formatPlatform(platform);
};

describe("parsePlatform", () => {
  it.each([
    ["linux/arm64", "linux/arm64"],
    ["linux/arm64/v8", "linux/arm64"],
    ["linux/aarch64", "linux/arm64"],
    ["linux/x86_64/v1", "linux/amd64"],
    ["linux/amd64/v2", "linux/amd64/v2"],
    ["linux/arm", "linux/arm/v7"],
    ["linux/arm/6", "linux/arm/v6"],
    ["armhf", "linux/arm/v7"],
    ["arm64", "linux/arm64"],
    ["linux", "linux/amd64"],
    ["Linux/AMD64", "linux/amd64"],
    ["linux/i386", "linux/386"],
    ["windows/amd64", "windows/amd64"],
  ])("%s is %s", (text, expected) => expect(parsed(text)).toBe(expected));
  it.each(["", "nope", "linux/amd64/v2/d", "linux/", "linux//v7", "a b/c"])("%j is none", (text) =>
    expect(parsed(text)).toBeUndefined(),
  );
});

describe("platformFits", () => {
  it.each([
    ["linux/amd64", "linux/amd64", true],
    ["linux/arm64", "linux/amd64", false],
    ["linux/arm64/v8", "linux/arm64", true],
    ["linux/arm/v6", "linux/arm/v7", true],
    ["linux/arm/v7", "linux/arm/v6", false],
    ["linux/386", "linux/amd64", true],
    ["linux/amd64", "linux/386", false],
    ["windows/amd64", "linux/amd64", false],
  ])("a local %s for %s: %s", (has, wanted, fits) => {
    const [one, other] = [parsePlatform(has, own), parsePlatform(wanted, own)];
    expect(one && other && platformFits(one, other)).toBe(fits);
  });
  it("an image that names no variant does for each", () =>
    expect(platformFits({ os: "linux", architecture: "arm" }, { os: "linux", architecture: "arm", variant: "v6" })).toBe(true));
});

describe("namedContext", () => {
  const contexts = {
    alpine: { kind: "image", ref: "a" },
    "foo:1": { kind: "image", ref: "b" },
    "docker.io/library/bar:latest": { kind: "image", ref: "c" },
    "example.org/x/y": { kind: "image", ref: "d" },
  } as const;
  it.each([
    ["alpine", "a"],
    ["alpine:latest", "a"],
    ["docker.io/library/alpine", "a"],
    ["alpine:3", undefined],
    ["foo:1", "b"],
    ["foo", undefined],
    ["bar", "c"],
    ["example.org/x/y:latest", "d"],
    ["x/y", undefined],
  ])("%s", (word, ref) => expect(namedContext(contexts, word)).toEqual(ref && { kind: "image", ref }));
});
