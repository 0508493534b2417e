/** A container that the engine made although its answer was lost does not keep the next try from its name. */
import { describe, expect, it } from "vitest";
import { cacheLock, cacheVolume, containerName } from "../../../src/builder/names.ts";
import { createContainer } from "../../../src/builder/sandbox/create-container.ts";
import { EngineRefusedError } from "../../../src/errors.ts";

const session = "20261128-081818-qhp3u-10w-3phum-gln";

/** An engine that has the container `name` already. */
function engineWith(name: string, started = false) {
  const there = new Map([[name, "old"]]);
  const asked: string[] = [];
  return {
    asked,
    create: async (spec: { readonly name?: string }) => {
      asked.push(`create ${spec.name}`);
      if (there.has(spec.name ?? "")) throw new EngineRefusedError(`the name ${spec.name} is in use`, 409);
      return "new";
    },
    containers: async () =>
      [...there].map(([each, id]) => ({ id, name: each, image: "", running: started, started, created: 0, labels: {} })),
    remove: async (id: string) => {
      asked.push(`remove ${id}`);
      there.clear();
    },
  };
}
const named = (role: string): string => containerName(session, 10, 1, role);
const create = (engine: ReturnType<typeof engineWith>, name: string) => createContainer(engine, { image: undefined, name });

describe("a name of the session that is in use", () => {
  it.each([
    ["copy", false],
    ["clean", true],
    ["run", false],
    ["resolver-run", true],
  ])("%s, started %s: the container is removed and made again", async (role, started) => {
    const name = named(role);
    const engine = engineWith(name, started);
    expect(await create(engine, name)).toBe("new");
    expect(engine.asked).toEqual([`create ${name}`, "remove old", `create ${name}`]);
  });

  it.each(["run", "shell"])("%s, once it has run: nothing is removed", async (role) => {
    const name = named(role);
    const engine = engineWith(name, true);
    await expect(create(engine, name)).rejects.toThrow("in use");
    expect(engine.asked).toEqual([`create ${name}`]);
  });

  it("goes to nobody where it is a lock", async () => {
    const name = cacheLock(cacheVolume("a".repeat(32), 0));
    const engine = engineWith(name);
    await expect(create(engine, name)).rejects.toThrow("in use");
    expect(engine.asked).toEqual([`create ${name}`]);
  });
});
