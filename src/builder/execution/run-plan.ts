/** What a RUN is to do, before anything of it is made: told by the Dockerfile, the request and the layers below, and by nothing else. */
import type { RunInstruction } from "../../dockerfile/program.ts";
import type { Image } from "../../engine/engine.ts";
import { type LeftFolders, leftFolders } from "../image-fs/runtime-dirs.ts";
import { runSources } from "../inputs/run-inputs.ts";
import type { Sources } from "../inputs/step-inputs.ts";
import { argvOf } from "../instructions/metadata.ts";
import { runHistory, runKey } from "../instructions/run.ts";
import { withLayer } from "../layer.ts";
import { StepProblem } from "../problem.ts";
import { limitsOf } from "../sandbox/run-limits.ts";
import { type AskedMounts, askMounts, withMounts } from "../sandbox/sandbox.ts";
import type { BuildState, StageState } from "../state.ts";
import type { StepContext } from "../step-context.ts";

export type RunPlan = {
  readonly asked: AskedMounts;
  readonly argv: readonly string[];
  /** Chain key of its layer. */
  readonly key: string;
  /** What the key is made of. */
  readonly sources: Sources;
  /** Folders of the runtime that it leaves. */
  readonly folders: LeftFolders;
  /** The stage once `image` has its layer. */
  readonly after: (image: Image) => StageState;
};

/** `start`: the stage the RUN stands on (what a person made perhaps); `state`: where its mounts find other stages. Throws StepProblem, UserError. */
export async function planRun(
  ctx: StepContext,
  instruction: RunInstruction,
  state: BuildState,
  start: StageState,
): Promise<RunPlan> {
  const argv = argvOf(instruction.command, start.config);
  if (argv.length === 0) {
    throw new StepProblem("arguments are required", "RUN [] runs nothing: name a program, or take the line out");
  }
  if (instruction.script?.name.includes("/")) {
    throw new StepProblem(`cannot write a heredoc named ${instruction.script.name}: no such folder`, "name it without a slash");
  }
  // what is not allowed is not taken from the cache either
  limitsOf(ctx.request, instruction);
  const asked = await askMounts(ctx, instruction, state, start);
  const { stage } = asked;
  const key = withMounts(runKey(instruction, stage), asked);
  const { left, after } = leftFolders(stage, [
    ...asked.list.flatMap(({ mount }) => mount.target ?? []),
    ...(instruction.script ? ["/dev/pipes"] : []),
    ...(ctx.request.run.shmSize ? ["/dev/shm"] : []),
  ]);
  const { pendingDevDir: _, ...base } = stage;
  const history = runHistory(instruction, stage);
  const sources = runSources(ctx, asked);
  return { asked, argv, key, sources, folders: left, after: (image) => ({ ...withLayer(base, image, history, key), ...after }) };
}

/** Words of the RUN: its command and its script. */
export const textOf = ({ argv, asked }: RunPlan): string => [...argv, asked.instruction.script?.content ?? ""].join(" ");
