/** Which shells are open, and the tag that what was done in one has, should dbuild be killed. Pure. */
import type { StepId } from "../builder/steps.ts";
import type { Session } from "./session.ts";

export const withShell = (session: Session, step: StepId, tag: string): Session => ({
  ...session,
  shells: { ...session.shells, [step]: tag },
});

export function withoutShell(session: Session, tag: string): Session {
  const others = Object.entries(session.shells).filter(([, each]) => each !== tag);
  return { ...session, shells: Object.fromEntries(others) };
}
