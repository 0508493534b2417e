/** Network, security and limits of a RUN: its own flags, else those of the command line. */
import type { RunInstruction } from "../../dockerfile/program.ts";
import type { ContainerSpec } from "../../engine/engine.ts";
import { StepProblem } from "../problem.ts";
import type { BuildRequest } from "../request.ts";

export type Limits = Pick<ContainerSpec, "network" | "extraHosts" | "shmSize" | "ulimits" | "cgroupParent" | "privileged">;

/** Throws StepProblem where an entitlement is missing, in BuildKit's words. `--network=host` of the command line grants its own. */
export function limitsOf(
  { run, allow }: BuildRequest,
  { network, security }: Pick<RunInstruction, "network" | "security">,
): Limits {
  const own = network === undefined || network === "default" ? run.network : network;
  if (own === "host" && run.network !== "host" && !allow.includes("network.host")) {
    throw new StepProblem("network.host is not allowed", "pass --allow network.host to let this RUN use the host's network");
  }
  const insecure = security === "insecure";
  if (insecure && !allow.includes("security.insecure")) {
    throw new StepProblem(
      "security.insecure is not allowed",
      "pass --allow security.insecure to let this RUN have every privilege",
    );
  }
  const { extraHosts, shmSize, ulimits, cgroupParent } = run;
  return {
    ...(own !== "default" && { network: own }),
    ...(extraHosts.length > 0 && { extraHosts }),
    ...(shmSize && { shmSize }),
    ...(ulimits.length > 0 && { ulimits }),
    ...(cgroupParent && { cgroupParent }),
    ...(insecure && { privileged: true }),
  };
}

/** What of them counts for the layer, as it does to BuildKit: hosts by name, whatever their addresses. Empty for the usual ones. */
export function limitsKey({ extraHosts, ulimits, ...others }: Limits, hostname: string | undefined): readonly unknown[] {
  const hosts = extraHosts?.map((entry) => ["host", entry.slice(0, entry.indexOf(":"))]) ?? [];
  const bounds = ulimits?.map(({ name, soft, hard }) => [name, String(soft), String(hard)]).sort() ?? [];
  const rest = Object.entries(others).map(([name, value]) => [name, String(value)]);
  return [...rest, ...hosts, ...bounds, ...(hostname ? [["hostname", hostname]] : [])];
}
