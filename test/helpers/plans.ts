/** Plans from Dockerfile text, for tests of the session and the screen. */
import { platformArgs } from "../../src/builder/args.ts";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import type { Plan } from "../../src/builder/plan/plan.ts";

export const linux = platformArgs({ os: "linux", architecture: "amd64" }, "default");

/** The plan of a Dockerfile that must be right. */
export function planOf(text: string, target?: string): Plan {
  const made = makePlan(text, { buildArgs: {}, platformArgs: linux, ...(target !== undefined && { target }) });
  if (!made.ok) throw new Error(made.problems.map(({ message }) => message).join("; "));
  return made.plan;
}
