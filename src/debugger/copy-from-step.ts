/** Files out of the layer of a step, or out of its container where that was kept because its layer could not be written. */
import { containerName } from "../builder/names.ts";
import type { BuildContext } from "../builder/step-context.ts";
import type { CopyAsked, CopyPort, CopyResult } from "./copy-port.ts";
import type { Driver } from "./driver.ts";
import { failureOf } from "./session.ts";
import { placeOf } from "./shell-place.ts";

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
    const { step, image, words } = placeOf(driver.session(), index);
    const kept = failureOf(driver.session(), index)?.container;
    if (kept !== undefined) return port(engine, kept, { ...asked, words: `the kept container of step ${index + 1}` });
    const name = containerName(session, step.instruction.span.line, ++copies, "cp");
    const container = await engine.create({ image, name });
    try {
      return await port(engine, container, { ...asked, words });
    } finally {
      await engine.remove(container);
    }
  };
}
