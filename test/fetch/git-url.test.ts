/** Git addresses with fragment and query; each row was held to BuildKit 0.25 (Engine 28.5). */
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { parseGitSource } from "../../src/fetch/git-url.ts";

const remote = "http://host/r.git";

describe("what an address asks for", () => {
  it.each([
    ["", {}],
    ["#", {}],
    ["#v1:", { ref: "v1" }],
    ["#v1:a/b", { ref: "v1", subdir: "a/b" }],
    ["#:a/", { subdir: "a" }],
    ["?ref=v1", { ref: "v1" }],
    ["?ref=%76%31", { ref: "v1" }],
    ["?ref=v1#v1", { ref: "v1" }],
    ["?tag=v1", { ref: "refs/tags/v1" }],
    ["?tag=refs/tags/v1", { ref: "refs/tags/v1" }],
    ["?tag=v1#refs/tags/v1", { ref: "refs/tags/v1" }],
    ["?branch=a/b", { ref: "refs/heads/a/b" }],
    ["?branch=main&ref=refs/heads/main", { ref: "refs/heads/main" }],
    ["?subdir=sub#:sub/", { subdir: "sub" }],
    ["?ref=v1&checksum=abc", { ref: "v1", checksum: "abc" }],
    ["?commit=0123abc", { checksum: "0123abc" }],
    ["?keep-git-dir", { keepGitDir: true }],
    ["?keep-git-dir=&submodules=f", { keepGitDir: true, submodules: false }],
    ["?submodules=TRUE", { submodules: true }],
    // Go passes over a pair with a semicolon.
    ["?ref=v1;subdir=sub", {}],
    ["?&", {}],
  ])("%s", (rest, wanted) => expect(parseGitSource(remote + rest)).toEqual({ remote, ...wanted }));

  it("keeps a lone question mark", () => expect(parseGitSource(`${remote}?`)).toEqual({ remote: `${remote}?` }));

  it.each([
    "?ref",
    "?ref=",
    "?subdir=",
    "?checksum=",
    "?ref=v1&ref=v1",
    "?ref=v1#v2",
    "?tag=v1#v1",
    "?ref=v1&tag=v1",
    "?tag=main&branch=main",
    "?subdir=a#:b",
    "?checksum=zz",
    "?submodules=maybe",
    "?submodules=tRue",
    "?Ref=v1",
    "?=x",
  ])("%s is refused", (rest) => expect(() => parseGitSource(remote + rest)).toThrow(UserError));
});
