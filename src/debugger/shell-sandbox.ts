/** The sandbox of a debug shell: the mounts, network and limits of the RUN it stands in for; and what of its changes are its own. */

import { LayerGone, StepProblem } from "../builder/problem.ts";
import { type Limits, limitsOf } from "../builder/sandbox/run-limits.ts";
import { askMounts, bareSandbox, openSandbox, type Sandbox } from "../builder/sandbox/sandbox.ts";
import type { BuildContext, StepContext } from "../builder/step-context.ts";
import type { FileChange } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import type { Place } from "./shell-place.ts";

/** How long a shell waits for a cache that somebody else has to himself, in milliseconds. */
const patience = 10_000;

/** `without`: why the mounts are not there, for a banner; a RUN that failed for a missing secret can be entered all the same. */
export type ShellSandbox = Sandbox & { readonly without?: string };

export async function shellSandbox(
  build: BuildContext,
  { step, state, stage, image }: Place,
  { number, secrets }: { readonly number: number; readonly secrets: boolean },
): Promise<ShellSandbox> {
  const { instruction } = step;
  const signal = AbortSignal.timeout(patience);
  const ctx: StepContext = { ...build, step, run: number, part: "shell", signal, useCache: true, log: () => {} };
  const bare = (limits: Limits) => bareSandbox(ctx, { stage, image, limits });
  if (instruction.kind !== "run") return bare(limitsOf(build.request, {}));
  try {
    const asked = await askMounts(ctx, instruction, state, stage);
    return await openSandbox(ctx, asked, image, { secrets, terminal: true });
  } catch (error) {
    if (error instanceof LayerGone) throw error;
    if (!(error instanceof StepProblem || error instanceof UserError || signal.aborted)) throw error;
    const without = signal.aborted ? "a cache is in use" : (error as Error).message.replaceAll("\n", "; ");
    return { ...(await bare({})), without };
  }
}

/** The changes without the mount points that the engine made, and without folders that changed for nothing else. */
export function ownChanges(changes: readonly FileChange[], stubs: readonly string[]): readonly FileChange[] {
  if (stubs.length === 0) return changes;
  const made = new Set(stubs);
  const rest = changes.filter(({ path, kind }) => !(kind === "added" && made.has(path)));
  const aboveStub = (path: string) => stubs.some((stub) => stub.startsWith(`${path}/`));
  const aboveOther = (path: string) => rest.some((other) => other.path.startsWith(`${path}/`) && !aboveStub(other.path));
  return rest.filter(({ path, kind }) => !(kind === "modified" && aboveStub(path) && !aboveOther(path)));
}
