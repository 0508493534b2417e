/** Messages that breakpoints printed, as a person may see them: values that no output shows are in none. Pure. */
import type { Session } from "../session.ts";

/** The session with its messages put through `shown`, but for those that were `known` before. */
export function withShownMessages(session: Session, shown: (text: string) => string, known: Session["printed"] = []): Session {
  const { printed } = session;
  if (printed === known || printed.length === 0) return session;
  return { ...session, printed: printed.map((each) => (known.includes(each) ? each : { ...each, text: shown(each.text) })) };
}
