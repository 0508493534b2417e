import { expect, it } from "vitest";
import { sceneOf, shots } from "../helpers/scenes.ts";
import { frameOf } from "../helpers/still.tsx";

const top = (columns: number, engine: { version?: string } = {}): string => {
  const shot = shots.entry?.();
  if (shot === undefined) throw new Error("no shot entry");
  const scene = sceneOf(shot, { columns, rows: 24 });
  return frameOf({ ...scene, engine: { ...scene.engine, ...engine } }).split("\n")[0] ?? "";
};

it("leaves out what a distribution adds to the version", () => {
  expect(top(80, { version: "28.5.2+dfsg4" })).toMatch(/Engine 28\.5\.2$/);
});

it("leaves facts away from the end, each as a whole", () => {
  expect([120, 80, 60, 50, 40].map((columns) => top(columns).replace(/^.*?line 2 */, ""))).toEqual([
    "story:latest · ● 1 breakpoint · Engine 28.5.1 · unix:///var/run/docker.sock",
    "story:latest · ● 1 · Engine 28.5.1",
    "story:latest · ● 1",
    "story:latest",
    "",
  ]);
});
