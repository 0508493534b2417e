import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { imageLookUps } from "../../src/builder/image-look-ups.ts";
import type { Image } from "../../src/engine/engine.ts";
import { EngineLostError } from "../../src/errors.ts";

const imageOf = (name: string): Image => ({ id: `sha256:${name}` }) as Image;

/** An engine that has the images of these names, and notes what it was asked for and how many requests were under way at most. */
function engineWith(...there: readonly string[]) {
  const has = new Set(there);
  const asked: string[] = [];
  let [now, most] = [0, 0];
  return {
    has,
    asked,
    most: () => most,
    image: async (name: string): Promise<Image | undefined> => {
      asked.push(name);
      most = Math.max(most, ++now);
      await sleep(1);
      now--;
      return has.has(name) ? imageOf(name) : undefined;
    },
  };
}

const chain = Array.from({ length: 50 }, (_, at) => `layer${at}`);

describe("look-ups of images", () => {
  it("ask once for each name of a chain that the build before had, many beside each other", async () => {
    const engine = engineWith("base", ...chain);
    const lookUps = imageLookUps(engine, chain);
    for (const name of ["base", ...chain]) expect(await lookUps.image(name)).toEqual(imageOf(name));
    expect(engine.asked.toSorted()).toEqual(["base", ...chain].toSorted());
    expect(engine.most()).toBeGreaterThan(8);
    expect(engine.most()).toBeLessThan(20);
    expect(lookUps.asked()).toEqual(["base", ...chain]);
  });

  it("ask for little where the build turns out to be another one", async () => {
    const engine = engineWith("base", ...chain);
    const lookUps = imageLookUps(engine, chain);
    for (const name of ["base", "one", "two", "three"]) await lookUps.image(name);
    expect(engine.asked.length).toBe(4 + 16);
    expect(lookUps.asked()).toEqual(["base", "one", "two", "three"]);
  });

  it("ask once for a name that several stages begin with", async () => {
    const engine = engineWith("base");
    const lookUps = imageLookUps(engine);
    await Promise.all([lookUps.image("base"), lookUps.image("base")]);
    await lookUps.image("base");
    expect(engine.asked).toEqual(["base"]);
  });

  it("ask again for what was not there, which may have been made since", async () => {
    const engine = engineWith();
    const lookUps = imageLookUps(engine, ["layer0", "layer1"]);
    expect(await lookUps.image("layer0")).toBeUndefined();
    engine.has.add("layer1");
    expect(await lookUps.image("layer1")).toEqual(imageOf("layer1"));
  });

  it("ask again after a second", async () => {
    let time = 0;
    const engine = engineWith("base", "layer0");
    const lookUps = imageLookUps(engine, ["layer0"], () => time);
    await lookUps.image("base");
    engine.has.clear();
    time = 999;
    expect(await lookUps.image("base")).toEqual(imageOf("base"));
    time = 1000;
    expect(await lookUps.image("base")).toBeUndefined();
    expect(await lookUps.image("layer0")).toBeUndefined();
  });

  it("leave what goes wrong ahead to who asks", async () => {
    let lost = true;
    const image = async (name: string) => {
      if (lost && name !== "base") throw new EngineLostError("gone", "unix:///socket");
      return imageOf(name);
    };
    const lookUps = imageLookUps({ image }, ["layer0", "layer1"]);
    await lookUps.image("base");
    await expect(lookUps.image("layer0")).rejects.toThrow(EngineLostError);
    lost = false;
    expect(await lookUps.image("layer0")).toEqual(imageOf("layer0"));
    expect(await lookUps.image("layer1")).toEqual(imageOf("layer1"));
  });
});
