/** `npm run demo` without a terminal, as a new user's CI would run it: the story on the real engine, every act true. */
import path from "node:path";
import { expect, it } from "vitest";
import { run } from "../helpers/dbuild.ts";

const script = path.join(import.meta.dirname, "../../scripts/demo.mjs");
const demo = (...words: string[]) => run(process.execPath, [script, ...words], { env: { ...process.env, NO_COLOR: "1" } });

it("plays the story and says that every act was true", async () => {
  const { code, stdout, stderr } = await demo();
  expect(stdout, stderr).toContain("Every act was true");
  expect(stdout).not.toContain("NOT TRUE");
  expect(code).toBe(0);
}, 240_000);

it("refuses a demo that does not exist, before it sets anything up", async () => {
  const { code, stdout, stderr } = await demo("nonsense");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^usage: npm run demo/);
});
