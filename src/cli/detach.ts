/** Leaving a session whose instruction goes on: a dbuild without a terminal takes it up, until it stops. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { isUnderWay } from "../debugger/writing.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { shortName } from "../store/sessions.ts";
import { type ComposedSession, composeSession, type Surroundings } from "./compose-session.ts";
import { exitCode } from "./exit-code.ts";
import type { Invocation } from "./invocation.ts";
import { reportSyntax } from "./report.ts";

/** --detach: begins the session, and leaves it to the background. */
export async function beginDetached(
  invocation: Invocation,
  around: Pick<Surroundings, "env" | "reached" | "breakpoints" | "begun" | "refuseBound">,
): Promise<number> {
  const { source } = invocation;
  const print = (line: string) => process.stderr.write(`${line}\n`);
  const told = (line: string) => print(`dbuild: ${cleanText(line)}`);
  const opened = await composeSession(invocation, { ...around, everyStep: true, told });
  if (!opened.ok) return reportSyntax(opened.problems, source.dockerfile, source.text, print);
  const begun = opened.controller.execute({ name: "continue" });
  if (begun.kind === "refused") throw new UserError(begun.reason);
  return leave(opened, around.env);
}

/** Ends the process as a kill would: what runs is not stopped, and nothing is given back, for the next process takes all of it up. */
export function leave(
  { controller, session, folder }: Pick<ComposedSession & { ok: true }, "controller" | "session" | "folder">,
  env: NodeJS.ProcessEnv,
): never {
  const words = isUnderWay(controller.snapshot().session)
    ? leaveToBackground(session, folder, env)
    : `dbuild resume ${shortName(session)} comes back to it`;
  process.stdout.write(`${words}\n`);
  process.exit(exitCode.ok);
}

/**
 * Starts the dbuild that goes on with the session once this process has ended; what it says goes to a file of the session. Returns a
 * line on it.
 */
function leaveToBackground(session: string, folder: string, env: NodeJS.ProcessEnv): string {
  // the folder gets another name when it is taken up: an open file goes with it
  const said = fs.openSync(path.join(folder, "background.log"), "a", 0o600);
  const terminal = terminalOf(1) ?? terminalOf(0);
  const words = [...process.execArgv, process.argv[1] ?? "", "resume", session, "--background"];
  const child = spawn(process.execPath, [...words, ...(terminal === undefined ? [] : ["--bell", terminal])], {
    detached: true,
    stdio: ["ignore", said, said],
    env,
  });
  child.unref();
  fs.closeSync(said);
  return `it goes on without a screen; dbuild resume ${shortName(session)} comes back to it`;
}

/** The device; undefined: the descriptor is no terminal, or the system does not tell. */
function terminalOf(descriptor: number): string | undefined {
  try {
    const name = fs.readlinkSync(`/proc/self/fd/${descriptor}`);
    return /^\/dev\/(?:pts\/\d+|tty\w*)$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
