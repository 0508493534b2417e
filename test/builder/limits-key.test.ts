/** What of a RUN's limits makes another layer; each row was held to BuildKit's cache (Engine 28.5). */
import { expect, it } from "vitest";
import type { RunLimits } from "../../src/builder/request.ts";
import { limitsKey, limitsOf } from "../../src/builder/sandbox/run-limits.ts";
import { plainRequest } from "../helpers/plain-request.ts";

const keyOf = (run: Partial<RunLimits>, network?: "none" | "default", hostname?: string): string =>
  JSON.stringify(
    limitsKey(limitsOf({ ...plainRequest, run: { ...plainRequest.run, ...run } }, network ? { network } : {}), hostname),
  );
const [few, many] = [
  { name: "nofile", soft: 10, hard: 20 },
  { name: "nproc", soft: 60, hard: 60 },
] as const;

it("is empty for the usual ones", () => expect(keyOf({})).toBe("[]"));

it.each([
  [{ extraHosts: ["a:1.1.1.1"] }, { extraHosts: ["a:host-gateway"] }],
  [{ ulimits: [few, many] }, { ulimits: [many, few] }],
])("%j and %j are the same", (one, other) => expect(keyOf(one)).toBe(keyOf(other)));

it("a network of the RUN's own is that of the command line", () =>
  expect(keyOf({}, "none")).toBe(keyOf({ network: "none" }, "default")));

it("everything else makes a difference", () => {
  const different: readonly Partial<RunLimits>[] = [
    {},
    { network: "none" },
    { extraHosts: ["a:1.1.1.1"] },
    { extraHosts: ["b:1.1.1.1"] },
    { extraHosts: ["a:1.1.1.1", "b:1.1.1.1"] },
    { shmSize: 1024 },
    { shmSize: 2048 },
    { ulimits: [few] },
    { ulimits: [{ ...few, soft: 11 }] },
    { cgroupParent: "x" },
  ];
  const keys = [...different.map((limits) => keyOf(limits)), keyOf({}, undefined, "x"), keyOf({}, undefined, "y")];
  expect(new Set(keys).size).toBe(keys.length);
});
