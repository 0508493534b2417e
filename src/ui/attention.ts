/** Whether the person looks elsewhere when a long run stops: then they are told. */
import { howItStands } from "../debugger/how-it-stands.ts";
import { isBusy, type Session } from "../debugger/session.ts";

/** `on`: the terminal's bell, and a notice on the desktop where the terminal knows OSC 9. */
export type NotifyHow = "on" | "bell" | "off";

export type NotifySetting = {
  readonly how: NotifyHow;
  /** A run that took less is told to nobody; so long no key was pressed where the terminal does not tell who looks. In seconds. */
  readonly after: number;
};

export const usualNotify: NotifySetting = { how: "bell", after: 10 };

export type Notification = {
  readonly how: Exclude<NotifyHow, "off">;
  /** Text of the build is in it. */
  readonly text: string;
  readonly state: Session["status"]["kind"];
};

export type Attention = {
  /** A key was pressed. */
  key(): void;
  /** The terminal tells that it is looked at, or no more. */
  focus(on: boolean): void;
  /** The session went from one value to another. */
  session(before: Session, after: Session, setting: NotifySetting): Notification | undefined;
};

/** `now` in milliseconds, as in the session, which stands at `first`. */
export function attention(first: Session, now: () => number): Attention {
  let began = begunAt(first) ?? now();
  let pressed = now();
  let focused: boolean | undefined;
  const away = (after: number): boolean => (focused === undefined ? now() - pressed >= after : !focused);
  return {
    key: () => {
      pressed = now();
    },
    focus: (on) => {
      focused = on;
    },
    session: (before, after, { how, after: seconds }) => {
      const stood = waits(before);
      const stands = waits(after);
      if (stood && !stands) began = now();
      if (stood || !stands || how === "off") return undefined;
      const long = seconds * 1000;
      if (now() - began < long || !away(long)) return undefined;
      return { how, text: `dbuild: ${howItStands(after)}`, state: after.status.kind };
    },
  };
}

/** For the person: nothing runs, or a breakpoint froze what does. */
function waits(session: Session): boolean {
  const { status } = session;
  const frozen = status.kind === "running" && Object.values(status.running).some((each) => each.frozen !== undefined);
  return frozen || !isBusy(session);
}

/** What an earlier process began. */
function begunAt({ status }: Session): number | undefined {
  const times = status.kind === "running" ? Object.values(status.running).map(({ startedAt }) => startedAt) : [];
  return times.length === 0 ? undefined : Math.min(...times);
}
