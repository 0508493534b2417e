/** What the word of `dbuild shell` means: a session, an image, both, or nothing. */
import { beforeEach, expect, it } from "vitest";
import type { FoundSession } from "../../src/cli/find-session.ts";
import { shellTarget } from "../../src/cli/shell-target.ts";
import { EngineLostError, UserError } from "../../src/errors.ts";
import { createMemoryEngine, type MemoryEngine } from "../helpers/memory-engine.ts";

const sessions = ["x7k", "4b1"].map(
  (last) => ({ stored: { id: `20261128-180756-aaaaa-1-2-${last}`, folder: "/none" } }) as FoundSession,
);

let engine: MemoryEngine;
beforeEach(() => {
  engine = createMemoryEngine();
});

const target = (word: string) => shellTarget(word, sessions, async () => engine);

async function refused(word: string): Promise<readonly (string | undefined)[]> {
  const error = await target(word).catch((each: unknown) => each);
  if (!(error instanceof UserError)) throw error;
  return error.problems.flatMap(({ message, hint }) => [message, hint]);
}

it("a session by its whole name, without asking an engine, or by the end of it", async () => {
  const lost = () => Promise.reject(new EngineLostError("gone", "start it"));
  expect(await shellTarget("1128-1807-x7k", sessions, lost)).toEqual({ kind: "session" });
  expect(await shellTarget("x7k", sessions, lost)).toEqual({ kind: "session" });
  expect(await target("x7k")).toEqual({ kind: "session" });
});

it("an image by a name or an id", async () => {
  const { id } = (await engine.image("busybox")) ?? {};
  expect(await target("busybox")).toMatchObject({ kind: "image", image: { id }, name: "busybox" });
  expect(await target(id ?? "")).toMatchObject({ kind: "image", image: { id } });
  await expect(shellTarget("busybox", sessions, () => Promise.reject(new EngineLostError("gone", "")))).rejects.toThrow("gone");
});

it("a word that means both is refused, and both are named", async () => {
  engine.add("4b1:latest", {});
  expect(await refused("4b1")).toEqual([
    "4b1 means the session 1128-1807-4b1 and the image 4b1:latest",
    "write which one: dbuild shell 1128-1807-4b1, or dbuild shell 4b1:latest",
  ]);
});

it("what is neither is refused, with what is near, and docker pull", async () => {
  engine.add("acme/app:1.2", {});
  for (let number = 0; number < 300; number++) engine.add(`another/of-many-images:${number}`, {});
  const [message, hint] = await refused("acme/ap:1.2");
  expect(message).toBe("there is no session acme/ap:1.2, and the engine has no image of that name");
  expect(hint).toMatch(/^did you mean the image acme\/app:1\.2\? .*docker pull acme\/ap:1\.2$/);
  expect((await refused("1128-1807-x8k"))[1]).toContain("did you mean the session 1128-1807-x7k?");
  expect((await refused("busybix"))[1]).toContain("the image busybox?");
  expect((await refused("No Name"))[0]).toContain("there is no session No Name");
});
