/** What becomes of us when nobody takes what we say: a reader that has read enough (head, less), a full disk. */
import { exitCode } from "./exit-code.ts";

/**
 * A closed pipe interrupts a build as Ctrl-C does, so that its layers are kept; anything else goes on to its end and its exit code.
 * Progress that finds no room is lost, an answer that finds none is an error.
 */
export function keepWriting(): void {
  let broken = false;
  const closed = () => {
    if (broken) return;
    broken = true;
    if (process.stdout.isTTY) process.exit(process.exitCode ?? exitCode.ok);
    if (process.listenerCount("SIGINT") > 0) process.kill(process.pid, "SIGINT");
  };
  process.stderr.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") closed();
  });
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return closed();
    process.stderr.write(`dbuild: standard output cannot be written: ${message}\n`);
    process.exit(exitCode.stepFailed);
  });
}
