/** What a session built, for whoever proves that its Dockerfile gives the same. Pure. */
import { type Session, stateBefore } from "./session.ts";

export type BuiltImage = {
  /** Engine id of the finished image. */
  readonly image: string;
  /** Notes on the steps a person had a hand in. */
  readonly byHand: readonly string[];
  /** Chain keys of the clean layers that steps made by hand stand on: a clean build takes nothing built before that is above them. */
  readonly cleanBelow: readonly string[];
};

/** Undefined: the session has no image. */
export function builtImage(session: Session): BuiltImage | undefined {
  const { status, plan, outcomes } = session;
  if (status.kind !== "done") return undefined;
  const below = plan.steps.flatMap(({ id, index }) => {
    const { stage } = outcomes[id]?.how === "hand" ? stateBefore(session, index) : {};
    // on top of what was made by hand there is no clean build
    return stage === undefined || stage.byHand.length > 0 ? [] : [stage.key];
  });
  return { image: status.image, byHand: status.byHand, cleanBelow: [...new Set(below)] };
}
