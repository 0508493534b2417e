/** The session with a breakpoint more, one less, one changed. Pure. */
import type { Session } from "../session.ts";
import type { Breakpoint, NewBreakpoint, Where } from "./breakpoint.ts";
import { inText } from "./follow-edits.ts";

/** With one more; where there is one at that place already, that one becomes as this. */
export function withBreakpoint(session: Session, { where, enabled = true, temporary = false, ...rest }: NewBreakpoint): Session {
  const last = session.lastBreakpoint + 1;
  const made: Breakpoint = { id: `b${last}`, where, ...rest, enabled, temporary };
  const [added = made] = inText([made], session.plan);
  const there = breakpointAt(session, where);
  if (there === undefined) return { ...session, breakpoints: [...session.breakpoints, added], lastBreakpoint: last };
  const instead: Breakpoint = { ...added, id: there.id };
  const { met: _, ...before } = there;
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(instead)) ? session : changed(session, there.id, () => instead);
}

/** The one at that place, as the text is now. */
export function breakpointAt({ breakpoints, plan }: Session, where: Where): Breakpoint | undefined {
  const [placed] = inText([{ id: "", where, enabled: true, temporary: false }], plan);
  return breakpoints.find((each) => JSON.stringify(each.where) === JSON.stringify(placed?.where));
}

const sorted = (fields: object): readonly unknown[] => Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));

/** Without that one; the one on failure is only disabled, for every session has it. */
export const withoutBreakpoint = (session: Session, id: string): Session => ({
  ...session,
  breakpoints: session.breakpoints.filter((each) => each.id !== id),
});

export const enableBreakpoint = (session: Session, id: string, enabled: boolean): Session =>
  changed(session, id, ({ tooSlow: _, ...rest }) => ({ ...rest, enabled }));

export const disabledAsTooSlow = (session: Session, id: string): Session =>
  changed(session, id, (each) => ({ ...each, enabled: false, tooSlow: true }));

const changed = (session: Session, id: string, change: (breakpoint: Breakpoint) => Breakpoint): Session => ({
  ...session,
  breakpoints: session.breakpoints.map((each) => (each.id === id ? change(each) : each)),
});
