/** What becomes of us when nobody takes what we say: a reader that has read enough (head, less), a full disk, a terminal that is gone. */
import fs from "node:fs";
import tty from "node:tty";
import { askToEnd } from "./ending.ts";
import { exitCode } from "./exit-code.ts";

/**
 * A closed pipe interrupts a build as Ctrl-C does, so that its layers are kept; a terminal that is gone ends it as SIGHUP does.
 * Anything else goes on to its end and its exit code: progress that finds no room is lost, an answer that finds none is an error.
 */
export function keepWriting(): void {
  const terminals = [0, 1, 2].filter((fd) => tty.isatty(fd));
  const failed = (fd: number, { code, message }: NodeJS.ErrnoException): void => {
    if (code === "EPIPE") askToEnd("SIGINT");
    else if (terminals.includes(fd)) askToEnd("SIGHUP");
    else if (fd === 1) {
      process.stderr.write(`dbuild: standard output cannot be written: ${message}\n`);
      process.exit(exitCode.stepFailed);
    }
  };
  process.stdout.on("error", (error) => failed(1, error));
  process.stderr.on("error", (error) => failed(2, error));
  process.on("exit", () => letGo(terminals));
}

/** Node sets the terminal's modes as its last act, and aborts the process where a terminal that is gone does not take them. */
function letGo(terminals: readonly number[]): void {
  for (const fd of terminals) {
    if (tty.isatty(fd)) continue;
    try {
      fs.closeSync(fd);
      // the lowest number that is free
      fs.openSync("/dev/null", "r+");
    } catch {
      // closed already
    }
  }
}
