/** Which engine a session is on, whatever its address was called. */
import { expect, it } from "vitest";
import { engineVariable, isSameEngine, refuseOtherEngine } from "../../src/cli/other-engine.ts";

it.each([
  ["the address, of an older session", { engine: "unix:///a" }, { address: "unix:///a", id: "one" }, true],
  ["another address, and no id is known", { engine: "unix:///a" }, { address: "context a", id: "one" }, false],
  ["another address of the same one", { engine: "unix:///a", engineId: "one" }, { address: "context a", id: "one" }, true],
  ["another engine at the same address", { engine: "unix:///a", engineId: "one" }, { address: "unix:///a", id: "two" }, false],
  ["an engine that does not say", { engine: "unix:///a", engineId: "one" }, { address: "unix:///a" }, true],
])("is told by %s", (_name, saved, found, same) => {
  expect(isSameEngine(saved, found)).toBe(same);
});

it("says how the right one is reached", () => {
  expect(engineVariable("ssh://me@there")).toEqual({ DOCKER_HOST: "ssh://me@there" });
  expect(engineVariable("context desktop-linux")).toEqual({ DOCKER_CONTEXT: "desktop-linux" });
  const stored = { id: "20260101-000000-1-2-3", folder: "/none" };
  const refused = () => refuseOtherEngine({ stored, saved: { engine: "context there" } }, { address: "unix:///here" });
  expect(refused).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({
          message: expect.stringContaining("is on another engine: context there"),
          hint: expect.stringMatching(/^DOCKER_CONTEXT=there dbuild resume /),
        }),
      ],
    }),
  );
});
