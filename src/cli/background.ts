/** A session that goes on without a screen, until it stops: what `d` and --detach leave behind. */
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { howItStands } from "../debugger/how-it-stands.ts";
import type { Session } from "../debugger/session.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { notification } from "../output/notification.ts";
import { isLeft, type StoredSession, shortName } from "../store/sessions.ts";
import { isInBackground, ownerPid } from "../store/state-folder.ts";
import { composeSession, type Taken } from "./compose-session.ts";
import { stoppingText, underWay } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import { buildInvocation } from "./invocation.ts";
import { runNotifyCommand } from "./notify-command.ts";
import { writeResultFiles } from "./result-files.ts";

/** How long the process before may take to end, and one in the background to give a session up, in milliseconds. */
const patience = 30_000;

/** Whoever wants the session sends it; its steps go on in the engine. */
const giveUp = "SIGUSR1";

export type BackgroundOptions = {
  readonly env: NodeJS.ProcessEnv;
  /** Hears the bell when it stops. */
  readonly bell?: string;
};

/** Returns the exit code. Throws UserError, EngineLostError. */
export async function goOnInBackground(found: Taken, { env, bell }: BackgroundOptions): Promise<number> {
  const { stored, saved } = found;
  await leftBy(stored, env);
  const print = (line: string) => void process.stderr.write(`dbuild: ${cleanText(line)}\n`);
  const invocation = await buildInvocation(saved.context, saved.flags, { env, stdin: process.stdin, say: print });
  const { debugImage } = saved.flags;
  // before anybody can know of it: Node itself takes the signal for something else
  process.on(giveUp, () => process.exit(exitCode.ok));
  const opened = await composeSession(invocation, {
    env,
    background: true,
    breakpoints: [],
    everyStep: true,
    told: print,
    takes: found,
    ...(debugImage !== undefined && { debugImage }),
  });
  if (!opened.ok) throw new UserError({ message: "its Dockerfile cannot be used any more", hint: "dbuild check tells why" });
  const { controller, info } = opened;
  const ended = underWay({
    end: (cause) => {
      print(stoppingText(cause));
      controller.execute({ name: "stop" });
    },
    giveUp: async () => {},
  });
  controller.resume();
  const session = await controller.idle();
  const { status } = session;
  if (status.kind === "done") {
    writeResultFiles(saved.flags, { image: status.image, names: invocation.names, session: opened.session, store: info.store });
  }
  await opened.close();
  ended();
  invocation.fetching.scratch.remove();
  tell(session, opened.session, { env, ...(bell !== undefined && { bell }) });
  return exitCode.ok;
}

/** Waits until no process has the session. Throws UserError when one keeps it. */
async function leftBy(stored: StoredSession, env: NodeJS.ProcessEnv): Promise<void> {
  const end = performance.now() + patience;
  while (!isLeft(env, stored)) {
    if (performance.now() > end) throw new UserError(`the session ${shortName(stored.id)} is still open in another dbuild`);
    await sleep(20);
  }
}

/** Has the dbuild in the background give the session up; false: there is none, the session is open on a screen. */
export async function takeFromBackground(stored: StoredSession, env: NodeJS.ProcessEnv): Promise<boolean> {
  const pid = ownerPid(stored.folder);
  if (pid === undefined || !isInBackground(stored.folder)) return false;
  try {
    process.kill(pid, giveUp);
  } catch {
    // it has ended by itself
  }
  await leftBy(stored, env);
  return true;
}

/** Tells whoever left it: on their terminal (bell, and a notice where it knows OSC 9), and by DBUILD_NOTIFY, a command of theirs. */
function tell(session: Session, id: string, { env, bell }: BackgroundOptions): void {
  const message = `dbuild ${shortName(id)}: ${howItStands(session)}`;
  if (bell !== undefined) {
    try {
      const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants;
      const fd = fs.openSync(bell, O_WRONLY | O_NONBLOCK | O_NOCTTY);
      fs.writeSync(fd, notification(message));
      fs.closeSync(fd);
    } catch {
      // that terminal is gone, or another user's
    }
  }
  runNotifyCommand({ session: id, message, state: session.status.kind }, env);
}
