/** The state a shell left, as the failed layer of its step. */
import { shellOf } from "../builder/instructions/metadata.ts";
import { failedName, partialLabels } from "../builder/layer.ts";
import { commitClean } from "../builder/sandbox/commit-clean.ts";
import type { BuildContext, StepContext } from "../builder/step-context.ts";
import type { Failure, Session } from "./session.ts";
import type { Place } from "./shell-place.ts";
import type { ShellSandbox } from "./shell-sandbox.ts";

export type Kept = {
  readonly container: string;
  readonly place: Place;
  readonly sandbox: ShellSandbox;
  /** The how manieth shell of the session. */
  readonly number: number;
  /** What the step had before. */
  readonly before: Failure | undefined;
};

/** Commits the container. Throws EngineRefusedError, EngineLostError. */
export async function keepShell(build: BuildContext, session: Session, kept: Kept): Promise<Failure> {
  const { container, place, sandbox, number, before } = kept;
  const { step, stage, words } = place;
  const ctx: StepContext = {
    ...build,
    step,
    run: session.run,
    // a number of its own: a run has none, and no shell of the session has the same
    part: `shell${number}`,
    signal: new AbortController().signal,
    useCache: true,
    log: () => {},
  };
  const tag = failedName(ctx);
  const labels = partialLabels(step, session.plan.steps.length, `changed in a shell in ${words}`, before?.exitCode);
  const image = await commitClean(ctx, stage, sandbox, {
    container,
    tag,
    config: {
      Env: stage.config.Env ?? [],
      Labels: labels,
      Entrypoint: [],
      Cmd: stage.config.Cmd?.length ? stage.config.Cmd : shellOf(stage.config).slice(0, 1),
      User: stage.config.User ?? "",
      WorkingDir: stage.config.WorkingDir ?? "/",
    },
  });
  return {
    kind: "shell",
    message: before ? `${before.message}; then changed by hand in a shell` : "changed by hand in a shell",
    ...(before?.exitCode !== undefined && { exitCode: before.exitCode }),
    ms: before?.ms ?? 0,
    image: image.id,
    tag,
  };
}
