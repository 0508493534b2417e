/** RUN command: one container, its output, its exit code, its layer. */

import type { RunInstruction } from "../../dockerfile/program.ts";
import type { ContainerSpec, ImageConfig } from "../../engine/engine.ts";
import { proxyEnv } from "../args.ts";
import { chainKey } from "../layer.ts";
import { envName, lookupIn } from "../stage-variables.ts";
import type { ArgValue, StageState } from "../state.ts";
import type { BuildContext } from "../step-context.ts";
import { argvOf } from "./metadata.ts";

/**
 * Everything of the environment that a process of this stage sees, argv left open: variables in order, declared ARGs among
 * them, then proxies, which `proxies` holds once more.
 */
export function surroundings(
  ctx: Pick<BuildContext, "buildArgs">,
  stage: StageState,
): Pick<ContainerSpec, "env" | "user" | "workdir"> & { readonly proxies: readonly string[] } {
  const proxies = proxyEnv(ctx.buildArgs);
  const taken = new Set(["", ...proxies.map(envName)]);
  // ENV may set a variable without a name; it is in the image, but no process can have it.
  const own = stage.variables.filter(({ name }) => !taken.has(name));
  const env = [...own.map(({ name, value }) => `${name}=${value}`), ...proxies];
  return { env, user: runUser(stage.config.User), workdir: stage.config.WorkingDir || "/", proxies };
}

/** `root` beside a number or itself is 0 without looking (BuildKit); the engine would want it in the image's files. */
function runUser(user = ""): string {
  return /^(?:root|\d+):(?:root|\d+)$/.test(user) ? user.replaceAll("root", "0") : user || "0";
}

/** Key of the layer: what the process sees. Metadata that a process cannot see (labels, CMD) is no part of it, nor are proxies. */
export function runKey(instruction: RunInstruction, stage: StageState): string {
  const { User = "", WorkingDir = "/" } = stage.config;
  const env = stage.variables.map(({ name, value }) => `${name}=${value}`);
  return chainKey(stage.key, "run", argvOf(instruction.command, stage.config), env, User, WorkingDir);
}

/** BuildKit's history text: `RUN |N args argv # buildkit`; an ARG is told with the value its name has by now, an ENV's perhaps. */
export function runHistory(instruction: RunInstruction, stage: StageState): string {
  const now = lookupIn(stage.variables);
  const args = stage.args.map(({ name, value = "" }: ArgValue) => `${name}=${now(name) ?? value}`);
  const prefix = args.length > 0 ? `|${args.length} ${args.join(" ")} ` : "";
  return `RUN ${prefix}${argvOf(instruction.command, stage.config).join(" ")} # buildkit`;
}

/** Config of a failed RUN's image, so that entering it gives what the RUN had, but for ARGs, proxies and secrets: those are in no image. */
export function failedConfig(stage: StageState, labels: Readonly<Record<string, string>>): ImageConfig {
  return {
    Env: stage.config.Env ?? [],
    Labels: labels,
    Entrypoint: [],
    Cmd: stage.config.Cmd?.length ? stage.config.Cmd : ["/bin/sh"],
    User: stage.config.User ?? "",
    WorkingDir: stage.config.WorkingDir ?? "/",
  };
}
