/** What a session holds in the engine goes with it, and what could not go is told, so that a later start removes it. */
import { expect, it } from "vitest";
import { holdsOf } from "../../src/builder/holds.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { EngineLostError } from "../../src/errors.ts";

const lost = () => new EngineLostError("the connection broke off", "try again");

/** `fails`: requests that the engine does, and whose answer is lost. */
function engineWith(fails: readonly string[]) {
  const tags = new Set<string>();
  const answered = (request: string): void => {
    if (fails.includes(request)) throw lost();
  };
  const engine = {
    tag: async (_image: string, name: string) => {
      tags.add(name);
      answered("tag");
    },
    untag: async (name: string) => {
      answered("untag");
      tags.delete(name);
    },
    create: async () => "container",
  };
  return { tags, engine: engine as unknown as Engine };
}
const image = `sha256:${"a".repeat(64)}`;
const standOn = (engine: Engine) => {
  const holds = holdsOf(engine, "20261128-081818-qhp3u-10w-3phum-gln");
  return { holds, work: holds.engine.create({ image, name: "dbuild-other" }) };
};

it("goes at the end", async () => {
  const { tags, engine } = engineWith([]);
  const { holds, work } = standOn(engine);
  await work;
  expect(tags.size).toBe(1);
  expect(await holds.release()).toBe(true);
  expect(tags.size).toBe(0);
});

it("goes, too, where the answer to the request that made it was lost", async () => {
  const { tags, engine } = engineWith(["tag"]);
  const { holds, work } = standOn(engine);
  await expect(work).rejects.toThrow("broke off");
  expect(tags.size).toBe(1);
  expect(await holds.release()).toBe(true);
  expect(tags.size).toBe(0);
});

it("says that something is left, at the end or on the way", async () => {
  const { engine } = engineWith(["untag"]);
  const { holds, work } = standOn(engine);
  await work;
  expect(await holds.release()).toBe(false);
  const other = standOn(engineWith(["untag"]).engine);
  await other.work;
  await other.holds.drop(other.holds.name());
  expect(await other.holds.release()).toBe(false);
});
