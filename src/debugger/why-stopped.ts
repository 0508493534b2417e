/** Why a session stops for something that no step did. Pure. */
import { engineHint } from "../builder/problem.ts";
import { EngineLostError, EngineRefusedError } from "../errors.ts";

export function whyStopped(error: unknown): string {
  if (error instanceof EngineLostError) return `${error.message} — ${error.hint}`;
  if (error instanceof EngineRefusedError) {
    const hint = engineHint(error.message);
    return `the engine refused: ${error.message}${hint === undefined ? "" : ` — ${hint}`}`;
  }
  return `a fault of dbuild's own: ${(error as Error).stack ?? error}`;
}
