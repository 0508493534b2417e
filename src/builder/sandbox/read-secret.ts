/** The values of `--secret`, read when a RUN needs them and kept nowhere. */
import fs from "node:fs";
import { StepProblem } from "../problem.ts";
import type { BuildRequest } from "../request.ts";

/** The bytes of a secret; undefined when none of that id was given and it is not required. Throws StepProblem. */
export function readSecret(request: Pick<BuildRequest, "secrets">, id: string, required: boolean): Buffer | undefined {
  const source = Object.hasOwn(request.secrets, id) ? request.secrets[id] : undefined;
  if (source === undefined) {
    if (!required) return undefined;
    throw new StepProblem(
      `secret ${id}: not found`,
      `this RUN requires it: pass --secret id=${id},src=FILE or id=${id},env=NAME`,
    );
  }
  // A variable that is not set has no value, which is not the same as no secret (BuildKit).
  if (source.kind === "env") return Buffer.from(process.env[source.name] ?? "");
  try {
    return fs.readFileSync(source.path);
  } catch (error) {
    throw new StepProblem(`secret ${id}: ${(error as Error).message}`, "check the path that --secret names");
  }
}
