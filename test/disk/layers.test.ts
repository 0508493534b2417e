/** Bytes of images that share layers. */
import { describe, expect, it } from "vitest";
import { layersOf } from "../../src/disk/layers.ts";

const image = (id: string, size: number) => ({ id, diffIds: [...id], size });

describe("layers", () => {
  const layers = layersOf([image("a", 10), image("ab", 15), image("abc", 18), image("abd", 35), image("x", 7)]);

  it("counts what is shared once", () => {
    expect(layers.bytes(["ab", "abc"])).toBe(18);
    expect(layers.bytes(["abc", "abd", "x"])).toBe(18 + 20 + 7);
    expect(layers.bytes(["gone"])).toBe(0);
  });

  it("frees only what no other image holds", () => {
    expect(layers.freed(["abc"])).toBe(3);
    expect(layers.freed(["ab"])).toBe(0);
    expect(layers.freed(["ab", "abc", "abd"])).toBe(28);
    expect(layers.freed(["a", "ab", "abc", "abd"])).toBe(35 + 3);
  });

  it("takes the same layer on another base for another one", () => {
    const two = layersOf([image("ab", 15), { id: "cb", diffIds: ["c", "b"], size: 9 }]);
    expect(two.bytes(["ab", "cb"])).toBe(24);
    expect(two.freed(["ab"])).toBe(15);
  });

  it("says no more than is sure where nobody knows how much is shared", () => {
    const two = layersOf([image("abc", 30), image("abd", 20)]);
    expect(two.bytes(["abc", "abd"])).toBe(30);
    expect(two.freed(["abc"])).toBeLessThanOrEqual(30);
    expect(two.freed(["abd"])).toBe(0);
  });

  it("holds several images of the same layers", () => {
    const two = layersOf([image("ab", 15), { id: "other", diffIds: ["a", "b"], size: 15 }]);
    expect(two.freed(["ab"])).toBe(0);
    expect(two.freed(["ab", "other"])).toBe(15);
  });
});
