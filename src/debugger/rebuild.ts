/**
 * A layer that somebody removed from the engine while the session stands on it: the step that made it makes it again, and
 * the states of the session then name the new layer.
 */
import { executeStep } from "../builder/execute.ts";
import { LayerGone } from "../builder/problem.ts";
import { type BuildState, type StageState, withLayerAgain } from "../builder/state.ts";
import { type Attempt, type BuildContext, say } from "../builder/step-context.ts";
import { makerOf } from "./layer-again.ts";
import { type Session, stateBefore } from "./session.ts";

export type Rebuilding = {
  readonly build: () => BuildContext;
  readonly session: () => Session;
  /** Tells the session. */
  readonly rebuilt: (image: string, stage: StageState) => void;
};

/** How often one piece of work may find a layer gone: somebody who removes faster than we build wins. */
const patience = 10;

export type Rebuilder = <T>(attempt: Attempt, state: BuildState, work: (state: BuildState) => Promise<T>) => Promise<T>;

/**
 * Gives a function that does `work`, again where a layer was gone. Throws LayerGone for one that no step can make again, with the
 * reason where one has tried.
 */
export function rebuilder({ build, session, rebuilt }: Rebuilding): Rebuilder {
  /** By the image that is gone. Steps of several stages may miss the same one. */
  const again = new Map<string, Promise<StageState | undefined>>();

  const make = async ({ failing: _, onlyLeft: __, ...attempt }: Attempt, image: string): Promise<StageState | undefined> => {
    const step = makerOf(session(), image);
    const before = step && session().states[step.id]?.stage;
    if (step === undefined || before === undefined) return undefined;
    say(attempt, `the layer of line ${step.instruction.span.line} was removed from the engine: it is built again`);
    const part = `${attempt.part === undefined ? "" : `${attempt.part}.`}again${step.index}`;
    const result = await retrying({ ...attempt, part, useCache: true }, stateBefore(session(), step.index), (state) =>
      executeStep({ ...build(), ...attempt, part, useCache: true, step }, state),
    );
    const { line } = step.instruction.span;
    if (!result.ok) throw new LayerGone(image, `and line ${line} did not make it again: ${result.failure.message}`);
    const { stage } = result.state;
    if (stage === undefined) return undefined;
    if (stage.key !== before.key)
      throw new LayerGone(image, `and line ${line} does not make the same one again: what it stands on has changed`);
    rebuilt(image, stage);
    return stage;
  };

  const retrying: Rebuilder = async (attempt, state, work) => {
    let current = state;
    for (let times = 1; ; times++) {
      try {
        return await work(current);
      } catch (error) {
        if (!(error instanceof LayerGone) || times > patience) throw error;
        const { image } = error;
        const made = again.get(image) ?? make(attempt, image);
        again.set(image, made);
        const stage = await made.finally(() => again.delete(image));
        if (stage) current = withLayerAgain(current, image, stage);
        // what nothing stands on yet, a base or a source, is looked up anew
        else if (uses(current, image)) throw error;
      }
    }
  };
  return retrying;
}

const uses = ({ stage, done }: BuildState, image: string): boolean =>
  [stage, ...Object.values(done)].some((one) => one?.image === image);
