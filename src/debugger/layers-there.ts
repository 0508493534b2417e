/** A look into the layer of a step, whose layers somebody may have removed from the engine: they are made again first. */
import { LayerGone } from "../builder/problem.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import type { Driver } from "./driver.ts";
import { failureHere, failureOf, isBusy, leftLayer, position } from "./session.ts";
import { writingAt } from "./writing.ts";

/** How often one look may find a layer gone. */
const patience = 10;

/**
 * Does `work`, which looks at what the session knows of `step`, until all layers it needs are there. A failed layer that is gone
 * nobody can make again: the session is told, and `work` finds the layer before it. Throws what `work` throws, and LayerGone with the
 * reason for a layer that cannot be made.
 */
export async function withLayersThere<T>(
  engine: Pick<Engine, "image">,
  driver: Pick<Driver, "session" | "dispatch" | "rebuild">,
  step: number,
  work: () => Promise<T>,
): Promise<T> {
  for (let times = 1; ; times++) {
    const failure = failureOf(driver.session(), step);
    if (leftLayer(failure) && (await engine.image(failure.image)) === undefined)
      driver.dispatch({ type: "removed", image: failure.image });
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LayerGone) || times > patience) throw error;
      await driver.rebuild(error);
    }
  }
}

/**
 * Waits for a failed layer that is being written. A container that is kept can be entered only as an image: its layer is written first,
 * which needs room. Throws UserError where there is none.
 */
export async function layerOfKept(driver: Pick<Driver, "session" | "dispatch" | "idle">, step: number): Promise<void> {
  if (writingAt(driver.session(), step) !== undefined) await driver.idle();
  const kept = () => (position(driver.session()) === step ? failureHere(driver.session()) : undefined);
  if (kept()?.container === undefined || isBusy(driver.session())) return;
  driver.dispatch({ type: "commit", now: Date.now() });
  await driver.idle();
  const failure = kept();
  if (failure?.container === undefined) return;
  const id = failure.container.slice(0, 12);
  throw new UserError({
    message: `the container ${id} cannot be entered before its layer is written, and there is still no room for that`,
    hint: `make room (docker system df), then shell again; till then: docker cp ${id}:/path -`,
  });
}
