/** Predefined args, proxies and the times of the history, as tables. */
import { describe, expect, it } from "vitest";
import { platformArgs, predefinedArgs, proxyEnv } from "../../src/builder/args.ts";
import { finalHistory } from "../../src/builder/final-history.ts";
import type { StageState } from "../../src/builder/state.ts";
import type { HistoryEntry } from "../../src/engine/engine.ts";
import { planOf } from "../helpers/plans.ts";

const value = (name: string, list: readonly { readonly name: string; readonly value?: string }[]) =>
  list.find((one) => one.name === name)?.value;

describe("predefined args", () => {
  const args = platformArgs({ os: "linux", architecture: "amd64" }, "default", {
    os: "linux",
    architecture: "arm",
    variant: "v6",
  });
  it("tell the engine's platform and the target's", () => {
    expect(value("BUILDPLATFORM", args)).toBe("linux/amd64");
    expect(value("TARGETPLATFORM", args)).toBe("linux/arm/v6");
    expect(value("TARGETVARIANT", args)).toBe("v6");
    expect(value("BUILDVARIANT", args)).toBe("");
  });
  it("give way to --build-arg", () => {
    const { program } = planOf("FROM x\n");
    expect(value("TARGETARCH", predefinedArgs(args, { TARGETARCH: "z" }, program))).toBe("z");
  });
  it.each([
    ["FROM x AS One\n", "default", "one"],
    ["FROM x\n", "default", "default"],
    ["FROM x AS a\nFROM x AS b\n", "a", "a"],
  ])("TARGETSTAGE of %j with %s is %s", (text, target, name) => {
    const list = platformArgs({ os: "linux", architecture: "amd64" }, target);
    expect(value("TARGETSTAGE", predefinedArgs(list, {}, planOf(text).program))).toBe(name);
  });
});

describe("proxies", () => {
  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{}, []],
    [{ HTTP_PROXY: "a", other: "b" }, ["HTTP_PROXY=a", "http_proxy=a"]],
    [{ no_proxy: "x" }, ["NO_PROXY=x", "no_proxy=x"]],
    [{ HTTPS_PROXY: "upper", https_proxy: "lower" }, ["HTTPS_PROXY=lower", "https_proxy=lower"]],
    [{ FTP_PROXY: "" }, []],
  ])("%j", (given, env) => expect(proxyEnv(given)).toEqual(env));
});

describe("times of the history", () => {
  const line = (created?: string): HistoryEntry => (created === undefined ? { created_by: "x" } : { created, created_by: "x" });
  const times = (history: readonly HistoryEntry[], trailingHistory: readonly string[] = []) =>
    finalHistory({ history, created: "9", trailingHistory } as unknown as StageState).map(({ created }) => created);
  it("before the first layer of the build: that layer's", () =>
    expect(times([line("1"), line(), line(), line("3"), line(), line("4"), line()])).toEqual([
      "1",
      "3",
      "3",
      "3",
      "3",
      "4",
      "4",
    ]));
  it("without a layer of the build: the base's newest", () =>
    expect(times([line("1"), line("2"), line()])).toEqual(["1", "2", "2"]));
  it("a folder's line comes last", () => expect(times([line()], ["local source for x"])).toEqual(["9", "9"]));
});
