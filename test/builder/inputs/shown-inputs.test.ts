/** Of inputs only what every screen may have is kept. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { shownInputs } from "../../../src/builder/inputs/shown-inputs.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-inputs-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const secret = path.join(folder, "token");
fs.writeFileSync(secret, "s3cr3t-value");

const build = {
  buildArgs: { https_proxy: "http://me:word@proxy:1" },
  request: { secrets: { token: { kind: "file", path: secret } } },
} as const;
const shown = (name: string, value: string) => shownInputs([{ name, value }], build)[0];

it.each([
  ["env PATH", "/bin", "/bin"],
  ["arg EMPTY", "", ""],
  ["arg API_TOKEN", "abc", undefined],
  ["env PUBLIC_KEY", "abc", "abc"],
  ["arg HTTP_PROXY", "http://proxy:1", undefined],
  ["env no_proxy", "a,b", undefined],
  ["command", "curl -H s3cr3t-value x", "curl -H *** x"],
  ["command", "curl http://me:word@proxy:1/", "curl ***/"],
  ["arg REPO", "https://u:p4ss@host/x", "https://host/x"],
  ["command", "nul \u0000 in it", "nul ? in it"],
])("%s of %j", (name, value, text) => {
  expect(shown(name, value)?.text).toBe(text);
});

it("tells a change of what is hidden by few digits, of all else by more", () => {
  const digest = (value: string) => shown("arg API_TOKEN", value)?.digest;
  expect(digest("one")).not.toBe(digest("two"));
  expect(digest("one")).toHaveLength(8);
  expect(shown("arg VERSION", "one")?.digest).toHaveLength(16);
  expect(shown("command", "has s3cr3t-value")?.digest).toHaveLength(8);
});

it("keeps the beginning of what is long, and hides before it cuts", () => {
  const text = shown("command", `${"x".repeat(295)}s3cr3t-value`)?.text ?? "";
  expect(text).toBe(`${"x".repeat(295)}***`);
  expect(shown("command", "y".repeat(5000))?.text).toBe(`${"y".repeat(300)}…`);
});

it("names a layer by its key, and an address without its password", () => {
  expect(shownInputs([{ name: "stands on", value: "abc", layer: true }], build)).toEqual([
    { name: "stands on", digest: "abc", layer: true },
  ]);
  expect(shown("content of https://u:p@host/x", "sha256:1")?.name).toBe("content of https://host/x");
});
