/** What a person changed in a container of a layer, as the failed layer of its step. */
import { shellOf } from "../builder/instructions/metadata.ts";
import { failedName, partialLabels } from "../builder/layer.ts";
import { commitClean } from "../builder/sandbox/commit-clean.ts";
import type { Sandbox } from "../builder/sandbox/sandbox.ts";
import type { BuildContext, StepContext } from "../builder/step-context.ts";
import type { Failure, Session } from "./session.ts";
import type { Place } from "./shell-place.ts";

export type Kept = {
  readonly container: string;
  readonly place: Place;
  /** What of the container is not the layer's. */
  readonly sandbox: Pick<Sandbox, "commitEnv" | "stubs">;
  /** Tells it from all else of the session: a run has none, and no other change by hand has the same. */
  readonly part: string;
  /** What was done, for the layer's label. */
  readonly what: string;
  /** Of what the step had before. */
  readonly exitCode: number | undefined;
};

/** Commits the container. Throws EngineRefusedError, EngineLostError. */
export async function keepByHand(
  build: BuildContext,
  session: Session,
  { container, place, sandbox, part, what, exitCode }: Kept,
): Promise<Required<Pick<Failure, "image" | "tag">>> {
  const { step, stage, words } = place;
  const ctx: StepContext = {
    ...build,
    step,
    run: session.run,
    part,
    signal: new AbortController().signal,
    useCache: true,
    log: () => {},
  };
  const tag = failedName(ctx);
  const image = await commitClean(ctx, stage, sandbox, {
    container,
    tag,
    config: {
      Env: stage.config.Env ?? [],
      Labels: partialLabels(step, session.plan.steps.length, `${what} in ${words}`, exitCode),
      Entrypoint: [],
      Cmd: stage.config.Cmd?.length ? stage.config.Cmd : shellOf(stage.config).slice(0, 1),
      User: stage.config.User ?? "",
      WorkingDir: stage.config.WorkingDir ?? "/",
    },
  });
  return { image: image.id, tag };
}
