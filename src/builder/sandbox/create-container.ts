/** Containers that are there although making them failed: the engine made it, and its answer was lost with the connection. */
import type { Engine } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { isWorkName, readContainer } from "../names.ts";

/**
 * As engine.create(). A session gives a name once, so a name in use is left of a request whose answer was lost: that container is
 * removed and made again, unless an instruction or a person worked in it. Whoever has a lock's name has it.
 */
export async function createContainer(engine: Pick<Engine, "create" | "containers" | "remove">, spec: Spec): Promise<string> {
  try {
    return await engine.create(spec);
  } catch (error) {
    const { name } = spec;
    if (!(error instanceof EngineRefusedError) || error.status !== 409 || name === undefined) throw error;
    if (readContainer(name)?.kind !== "session") throw error;
    const there = (await engine.containers(name)).find((each) => each.name === name);
    if (there?.started && isWorkName(name)) throw error;
    if (there !== undefined) await engine.remove(there.id);
    return engine.create(spec);
  }
}

type Spec = Parameters<Engine["create"]>[0];
