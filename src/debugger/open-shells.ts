/** Which shells are open, and the tag that what was done in one has, should dbuild be killed. Pure. */
import type { Session } from "./session.ts";

export function withShell(session: Session, step: number, tag: string): Session {
  const id = session.plan.steps[step]?.id;
  return id === undefined ? session : { ...session, shells: { ...session.shells, [id]: tag } };
}

export function withoutShell(session: Session, tag: string): Session {
  const others = Object.entries(session.shells).filter(([, each]) => each !== tag);
  return { ...session, shells: Object.fromEntries(others) };
}
