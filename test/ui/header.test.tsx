import { render } from "ink-testing-library";
import { expect, it } from "vitest";
import { Header } from "../../src/ui/header.tsx";
import { SceneProvider } from "../../src/ui/hooks/use-scene.ts";
import { sceneOf, shots } from "../helpers/scenes.ts";
import { frameOf } from "../helpers/still.tsx";

const top = (columns: number, more: { readonly version: string } | "none" | undefined = undefined): string => {
  const shot = shots.entry?.();
  if (shot === undefined) throw new Error("no shot entry");
  const scene = sceneOf(shot, { columns, rows: 24 });
  const engine = more === "none" ? undefined : scene.engine && { ...scene.engine, ...more };
  return frameOf({ ...scene, engine }).split("\n")[0] ?? "";
};

it("leaves out what a distribution adds to the version", () => {
  expect(top(80, { version: "28.5.2+dfsg4" })).toMatch(/Engine 28\.5\.2$/);
});

it("says that the engine has not answered", () => {
  expect(top(80, "none")).toMatch(/no engine yet$/);
});

it("leaves facts away from the end, each as a whole", () => {
  expect([120, 80, 60, 50, 40].map((columns) => top(columns).replace(/^.*?line 2 */, ""))).toEqual([
    "story:latest · ● 1 breakpoint · Engine 28.5.1  0/12 done",
    "story:latest · ● 1 · Engine 28.5.1",
    "story:latest · ● 1",
    "story:latest",
    "",
  ]);
});

const timed = (columns: number, now?: number): string => {
  const shot = shots["time-left"]?.();
  if (shot === undefined) throw new Error("no shot timed");
  return frameOf(sceneOf({ ...shot, ...(now !== undefined && { now }) }, { columns, rows: 24 })).split("\n")[0] ?? "";
};

it("tells how far the whole is and what is left of it, at one place whatever it is", () => {
  expect(timed(120)).toMatch(/ {2}6\/12 done · about 3 min left$/);
  expect(timed(80)).toMatch(/ about 3 min left$/);
  expect(timed(60)).not.toContain("left");
  const places = [2000, 100_000, 240_000, 600_000].map((now) => timed(120, now).indexOf("6/12 done"));
  expect(new Set(places).size).toBe(1);
});

it("changes what is left at most once a second while it runs, and at once when it stops", async () => {
  const shot = shots["time-left"]?.();
  if (shot === undefined) throw new Error("no shot timed");
  let scene = sceneOf({ ...shot, now: 93_400 }, { columns: 120, rows: 24 });
  let changed = () => {};
  const subscribe = (listener: () => void) => {
    changed = listener;
    return () => {};
  };
  const source = { scene: () => scene, subscribe, key: () => {} };
  const ink = render(
    <SceneProvider value={source}>
      <Header />
    </SceneProvider>,
  );
  const left = () => /(?:about|under) .* left/.exec(ink.lastFrame() ?? "")?.[0];
  const at = async (now: number, session = scene.session) => {
    scene = { ...scene, now, session };
    changed();
    await new Promise((resolve) => setImmediate(resolve));
    return left();
  };
  expect(left()).toBe("about 4 min left");
  expect(await at(94_100)).toBe("about 4 min left");
  expect(await at(94_500)).toBe("about 3 min left");
  expect(await at(94_600, { ...scene.session, status: { kind: "stopped", reason: "pause" } })).toBe("about 5 min left");
  ink.unmount();
});
