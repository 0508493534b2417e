/** Containers whose making was answered to nobody: the connection broke off, and the engine made it all the same. */
import type { Engine } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { isWorkName, readContainer } from "../names.ts";

/**
 * As engine.create(). Names of a session are given once, so one in use is of a try that was cut off: its container is removed and made
 * again, unless an instruction or a person worked in it. Whoever has a lock's name has it.
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
