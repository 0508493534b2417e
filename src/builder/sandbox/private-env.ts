/**
 * How a RUN gets variables that nobody may read in its container's config (`docker inspect`): a starter in front of its program sets
 * them, from its standard input, or from a file in memory where that is a terminal. Variables that are only not the image's (ARGs)
 * stand in the config; `envToCommit` keeps them out of the image.
 */
import type { Instruction } from "../../dockerfile/program.ts";
import type { MountSpec } from "../../engine/engine.ts";
import { proxyEnv } from "../args.ts";
import { type Escape, envName } from "../stage-variables.ts";
import type { StageState } from "../state.ts";
import { type BuildContext, type StepContext, say } from "../step-context.ts";
import { readMounts } from "./read-mounts.ts";
import type { ScratchVolume } from "./scratch-volume.ts";
import { environmentBlock, starter } from "./starter.ts";

export type GivenEnv = {
  /** What stands in the container's config. */
  readonly env: readonly string[];
  /** Words before the program's own. */
  readonly before: readonly string[];
  readonly input?: Uint8Array;
  readonly mounts: readonly MountSpec[];
};

/**
 * A file that the engine makes in every container it starts, so a mount on it shows nothing new; a layer has it only where files
 * were put into the container before the start.
 */
export const starterPath = "/.dockerenv";
const environmentPath = "/dev/dbuild-environment";

/** `env`: all of it, in order; `hidden`: entries of it. `terminal`: where the file goes if the program has one. Throws StepProblem. */
export async function giveEnv(
  ctx: StepContext,
  { env, hidden }: { readonly env: readonly string[]; readonly hidden: readonly string[] },
  terminal: ScratchVolume | undefined,
): Promise<GivenEnv> {
  if (hidden.length === 0) return { env, before: [], mounts: [] };
  const program = starter((await ctx.engine.info()).architecture);
  if (program === undefined) {
    say(ctx, "the engine's machine is neither amd64 nor arm64: docker inspect shows secrets and proxies while this runs");
    return { env, before: [], mounts: [] };
  }
  const mount = { kind: "file", content: program, mode: 0o755, target: starterPath } as const;
  const open = env.filter((entry) => !hidden.includes(entry));
  const block = environmentBlock(env);
  if (!terminal) return { env: open, before: [starterPath, ""], input: block, mounts: [mount] };
  const file = terminal.add({ content: block, mode: 0o444, uid: 0, gid: 0 }, environmentPath, "secret");
  return { env: open, before: [starterPath, environmentPath], mounts: [mount, file] };
}

/** Names of the variables that a RUN, or a trigger of a FROM, gets this way: what is started beside it in its container lacks them. */
export async function privateNames(
  { engine, buildArgs, request }: Pick<BuildContext, "engine" | "buildArgs" | "request">,
  instruction: Instruction,
  stage: StageState | undefined,
  escapeChar: Escape,
): Promise<readonly string[]> {
  if (starter((await engine.info()).architecture) === undefined) return [];
  const mounts = instruction.kind === "run" && stage ? readMounts(instruction, stage, escapeChar) : [];
  const secrets = mounts.flatMap((mount) =>
    mount.type === "secret" && mount.env !== undefined && Object.hasOwn(request.secrets, mount.id) ? [mount.env] : [],
  );
  return [...new Set([...secrets, ...proxyEnv(buildArgs).map(envName)])];
}

/**
 * The Env to commit a container with that has `env`: the image's own, and the bare names of what else the container has, for a
 * commit would add the values. Undefined: there is nothing else.
 */
export function envToCommit(env: readonly string[] = [], own: readonly string[] = []): readonly string[] | undefined {
  const nameOf = (entry: string): string => entry.split("=", 1)[0] ?? "";
  const others = env.filter((entry) => !own.includes(entry));
  if (others.length === 0) return undefined;
  const names = new Set(own.map(nameOf));
  return [...own, ...new Set(others.map(nameOf).filter((name) => !names.has(name)))];
}
