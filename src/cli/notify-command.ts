/** DBUILD_NOTIFY: a command of the person's that is run when a build stops that they do not look at. */
import { spawn } from "node:child_process";
import { cleanText } from "../output/clean.ts";
import { shortName } from "../store/sessions.ts";

type Told = { readonly session: string; readonly message: string; readonly state: string };

/** Runs it, where there is one; it goes on by itself. */
export function runNotifyCommand({ session, message, state }: Told, env: NodeJS.ProcessEnv): void {
  const command = env.DBUILD_NOTIFY;
  if (command === undefined || command === "") return;
  const told = { ...env, DBUILD_SESSION: shortName(session), DBUILD_MESSAGE: cleanText(message), DBUILD_STATE: state };
  const child = spawn("/bin/sh", ["-c", command], { detached: true, stdio: "ignore", env: told });
  // a system without a shell has nothing to run it
  child.on("error", () => {});
  child.unref();
}
