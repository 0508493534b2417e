/** Where a session stands, in a few words, for whoever does not look at it. Pure. */
import { failureHere, position, type Session } from "./session.ts";

/** Text of the build is in it: to be cleaned. */
export function howItStands(session: Session): string {
  const { status, plan } = session;
  if (status.kind === "done") return `done${status.tags.length > 0 ? `, ${status.tags.join(", ")}` : ""}`;
  const frozen = status.kind === "running" && plan.steps.find(({ id }) => status.running[id]?.frozen !== undefined);
  if (frozen) return `line ${frozen.instruction.span.line} is frozen by a breakpoint`;
  const line = plan.steps[position(session)]?.instruction.span.line;
  const failure = failureHere(session);
  if (failure?.exitCode !== undefined) return `line ${line} failed, exit code ${failure.exitCode}`;
  if (failure !== undefined) return `line ${line} failed: ${failure.message}`;
  return line === undefined ? "stopped" : `stopped before line ${line}`;
}
