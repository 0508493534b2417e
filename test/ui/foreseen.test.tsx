import { expect, it } from "vitest";
import { withForeseen } from "../../src/debugger/foreseen.ts";
import { sceneOf, shots } from "../helpers/scenes.ts";
import { frameOf } from "../helpers/still.tsx";

it("a step that is bound to fail is marked, counted and explained", () => {
  const shot = shots.entry?.();
  if (shot === undefined) throw new Error("no shot entry");
  const scene = sceneOf(shot, { columns: 120, rows: 40 });
  const { plan } = scene.session;
  const last = plan.steps.at(-1);
  const span = last?.instruction.span;
  if (last === undefined || span === undefined) throw new Error("no steps");
  const session = withForeseen(scene.session, plan.text, [{ message: "nope: not found", hint: "mind it", span }]);
  const frame = frameOf({ ...scene, session });
  expect(frame.split("\n")[0]).toContain("1 will fail");
  expect(frame).toMatch(new RegExp(`${span.line} ✗ .*will fail`));
});
