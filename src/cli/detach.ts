/** Leaving a session whose instruction goes on: a dbuild without a terminal takes it up, until it stops. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { shortName } from "../store/sessions.ts";

/**
 * Starts the dbuild that goes on with the session once this process has ended; what it says goes to a file of the session. Returns a
 * line on it.
 */
export function leaveToBackground(session: string, folder: string, env: NodeJS.ProcessEnv): string {
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
