/** What is to be known around the session: one notice of each topic, kept for as long as it is true. Pure. */

export type Notice = {
  readonly topic: /** The Dockerfile on disk. */
    | "file"
    /** Instructions that are bound to fail. */
    | "foreseen"
    /** Logs that cannot be written. */
    | "logs"
    /** The session cannot be written down, or was not read back whole. */
    | "journal"
    /** One that cannot be looked for any more. */
    | "breakpoint"
    /** What a step changed is looked up. */
    | "looking"
    /** Somebody paused what runs. */
    | "paused container"
    /** What earlier sessions left. */
    | "earlier sessions"
    | "session to go on with"
    /** What is waited for before the session is open. */
    | "opening"
    /** What to press first, for somebody who is here for the first time. */
    | "first time"
    /** Another process has the session. */
    | "read-only"
    /** What dead sessions left and the start cleared away. */
    | "sweep"
    /** A clean build beside the session, and what it proved. */
    | "verify";
  /** A sentence. */
  readonly text: string;
  /** It goes with the next command, with the next one that starts an instruction, or when it is withdrawn. */
  readonly until: "command" | "start" | "withdrawn";
};

export type Notices = readonly Notice[];

/** With one more; of its topic it is the only one then. The same list when nothing is new. */
export function withNotice(notices: Notices, notice: Notice): Notices {
  const old = notices.find(({ topic }) => topic === notice.topic);
  if (old?.text === notice.text && old.until === notice.until) return notices;
  return [...notices.filter((each) => each !== old), notice];
}

/** Without that of the topic. */
export const withoutNotice = (notices: Notices, topic: Notice["topic"]): Notices =>
  notices.some((each) => each.topic === topic) ? notices.filter((each) => each.topic !== topic) : notices;

/** Those that outlive a command; `starts`: one that starts an instruction. */
export function afterCommand(notices: Notices, starts: boolean): Notices {
  const left = notices.filter(({ until }) => until === "withdrawn" || (until === "start" && !starts));
  return left.length === notices.length ? notices : left;
}

/** Their sentences; what Enter does stands last. */
export function noticeTexts(notices: Notices): readonly string[] {
  const isOffer = ({ topic }: Notice): boolean => topic === "session to go on with";
  return [...notices.filter((each) => !isOffer(each)), ...notices.filter(isOffer)].map(({ text }) => text);
}
