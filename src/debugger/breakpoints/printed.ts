/** Messages that breakpoints printed, as a person may see them: values that no output shows are in none. Pure. */
import type { Session } from "../session.ts";

/** Messages that are kept. */
const most = 200;

export function withPrinted(session: Session, texts: readonly string[]): Session {
  const last = session.printed.at(-1)?.number ?? 0;
  const more = texts.map((text, at) => ({ number: last + at + 1, text }));
  return { ...session, printed: [...session.printed, ...more].slice(-most) };
}

/** The session with its messages put through `shown`, but for those that were `known` before. */
export function withShownMessages(session: Session, shown: (text: string) => string, known: Session["printed"] = []): Session {
  const { printed } = session;
  if (printed === known || printed.length === 0) return session;
  return { ...session, printed: printed.map((each) => (known.includes(each) ? each : { ...each, text: shown(each.text) })) };
}
