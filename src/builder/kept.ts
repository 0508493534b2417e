/**
 * Containers whose layer could not be written, a full disk as a rule: hours of work may sit in one. They stay, with their
 * mounts, until the layer is written after all or the session ends; then a person has the command.
 */
import type { Engine } from "../engine/engine.ts";
import { EngineLostError, EngineRefusedError } from "../errors.ts";
import type { StageResult, StepFailure, StepResult } from "./execute.ts";
import { cacheTag, keptName } from "./names.ts";
import type { BuildState } from "./state.ts";
import type { StepContext } from "./step-context.ts";

export type KeptContainer = {
  /** Tries to write the layer once more: the step's result as it would have been, or a failure that names the container again. */
  write(): Promise<StageResult>;
  /** Gives back what the container held. */
  close(): Promise<void>;
};

/** By container. */
export type Kept = Map<string, KeptContainer>;

/** What a person can do without dbuild. */
export type Rescue = {
  readonly container: string;
  readonly name: string;
  /** Chain key of the layer, where the program had succeeded and a plain commit gives the very layer. */
  readonly key?: string;
  /** Its environment holds what no image may have, so it must not be committed as it is. */
  readonly private: boolean;
};

/**
 * Gives the container of an instruction the name of one that is kept, so that no sweep touches it. A disk without any room refuses
 * that, too: then the session's record tells the next start (store/layers.ts). Throws EngineLostError.
 */
export async function markKept(engine: Engine, name: string, { container, key, private: secret }: Rescue): Promise<void> {
  try {
    await engine.rename(container, keptName(name, secret ? "files" : (key ?? "image")));
  } catch (error) {
    if (!(error instanceof EngineRefusedError)) throw error;
  }
}

/** False: somebody removed it. */
export async function isThere(engine: Engine, container: string): Promise<boolean> {
  try {
    await engine.describe(container);
    return true;
  } catch (error) {
    if (error instanceof EngineRefusedError && error.status === 404) return false;
    throw error;
  }
}

/**
 * The commands that make an image of the container which opens a shell, once there is room, and what they make. An image that a
 * container's own config made would run the instruction once more.
 */
export function rescueCommands({ container, name, key, private: secret }: Rescue): readonly string[] {
  const id = container.slice(0, 12);
  const image = key === undefined ? name : cacheTag(key);
  const make = secret
    ? `docker export ${id} | docker import --change 'CMD ["/bin/sh"]' - ${image}`
    : `docker commit --change 'ENTRYPOINT ["/bin/sh"]' ${id} ${image}`;
  return [make, `docker run --rm -it ${image}`];
}

/** The step's result out of its kept container. Throws EngineLostError. */
export async function writeKept(ctx: StepContext, state: BuildState, failure: StepFailure): Promise<StepResult> {
  const { container = "" } = failure;
  const kept = ctx.kept.get(container);
  if (kept === undefined)
    return { ok: false, failure: { ...failure, hint: "only the session that kept it knows how; use the command" } };
  const result = await kept.write().catch((error: unknown): StageResult => {
    if (error instanceof EngineLostError) throw error;
    return { failure: { ...failure, message: `the layer could not be written: ${(error as Error).message}` } };
  });
  if ("failure" in result) return { ok: false, failure: result.failure };
  const note = result.stage.byHand.slice(state.stage?.byHand.length ?? 0).at(-1);
  return { ok: true, how: note === undefined ? "done" : "hand", state: { ...state, stage: result.stage }, ...(note && { note }) };
}
