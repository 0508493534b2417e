/** What is left to say of a failure whose layer somebody removed from the engine. Pure. */
import type { Failure } from "./session.ts";

/** The failure once its layer was removed from the engine. */
export function withoutLayer({ image: _, tag: __, ...rest }: Failure): Failure {
  const hint = "somebody removed its layer from the engine (docker rmi): retry runs it again on the layer before it";
  return { ...rest, hint, removed: true };
}
