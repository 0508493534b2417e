/** Files out of the layer of a step, or out of its container where its layer is not there, or not yet. */
import { containerName } from "../builder/names.ts";
import type { BuildContext } from "../builder/step-context.ts";
import type { CopyAsked, CopyPort, CopyResult } from "./copy-port.ts";
import type { Driver } from "./driver.ts";
import { copyPlaceOf } from "./stopped-container.ts";

export type CopyOptions = {
  readonly build: Pick<BuildContext, "engine" | "session">;
  readonly driver: Driver;
  readonly port: CopyPort;
};

/**
 * The function it returns throws UserError with a sentence (no layer, no such path, a destination that cannot be written), or
 * LayerGone.
 */
export function copiesFrom({ build, driver, port }: CopyOptions): (step: number, asked: CopyAsked) => Promise<CopyResult> {
  const { engine, session } = build;
  let copies = 0;
  return async (index, asked) => {
    const place = copyPlaceOf(driver.session(), index);
    const { words } = place;
    if ("container" in place) return port(engine, place.container, { ...asked, words });
    const { step, image } = place;
    const name = containerName(session, step.instruction.span.line, ++copies, "cp");
    const container = await engine.create({ image, name });
    try {
      return await port(engine, container, { ...asked, words });
    } finally {
      await engine.remove(container);
    }
  };
}
