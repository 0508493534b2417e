/** The container of a failed step whose layer is not there, or not yet: what the step wrote is looked at, and copied, out of it. Pure. */
import { UserError } from "../errors.ts";
import { failureOf, isBusy, isDone, runningAt, type Session, stateBefore } from "./session.ts";
import { type NoPlace, type Place, placeAt } from "./shell-place.ts";
import { writingAt } from "./writing.ts";

/** Its id, while the layer of the step at `index` is being written, or since that went wrong. */
export function stoppedAt(session: Session, index: number): string | undefined {
  if (isDone(session, index) || runningAt(session, index) !== undefined) return undefined;
  return writingAt(session, index)?.container ?? failureOf(session, index)?.container;
}

/** Where files of a step are copied from: that container, or else the layer that a shell there enters. */
export type CopyPlace = Pick<Place, "stage" | "words"> &
  ({ readonly container: string } | { readonly step: Place["step"]; readonly image: Place["image"] });

/** While nothing runs. */
export function copyPlaceAt(session: Session, index: number): CopyPlace | NoPlace {
  const container = stoppedAt(session, index);
  const { stage } = stateBefore(session, index);
  if (container === undefined || stage === undefined) return placeAt(session, index);
  return { stage, words: `the container of step ${index + 1}`, container };
}

/** As copyPlaceAt; throws UserError for a step that nothing can be copied from. */
export function copyPlaceOf(session: Session, index: number): CopyPlace {
  const place = isBusy(session) ? { why: "an instruction is running" } : copyPlaceAt(session, index);
  if ("why" in place) throw new UserError(place.why.replaceAll(/[{}]/g, ""));
  return place;
}
