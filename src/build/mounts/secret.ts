/** The values of `--secret`, read when a RUN needs them and kept nowhere. */
import fs from "node:fs";
import { StepProblem } from "../problem.ts";
import type { BuildRequest } from "../request.ts";

/** The bytes of a secret; undefined when none of that id was given and it is not required. Throws StepProblem. */
export function readSecret(request: BuildRequest, id: string, required: boolean): Buffer | undefined {
  const source = Object.hasOwn(request.secrets, id) ? request.secrets[id] : undefined;
  if (source === undefined) {
    if (!required) return undefined;
    throw new StepProblem(
      `secret ${id}: not found`,
      `this RUN requires it: pass --secret id=${id},src=FILE or id=${id},env=NAME`,
    );
  }
  if (source.kind === "env") {
    const value = process.env[source.name];
    if (value !== undefined) return Buffer.from(value);
    if (!required) return undefined;
    throw new StepProblem(`secret ${id}: the variable ${source.name} is not set`, "set it, or name a file with src=");
  }
  try {
    return fs.readFileSync(source.path);
  } catch (error) {
    throw new StepProblem(`secret ${id}: ${(error as Error).message}`, "check the path that --secret names");
  }
}
