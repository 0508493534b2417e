/** How a RUN ended, in a sentence, and what that usually means. Pure. */
import type { ExitStatus } from "../engine/engine.ts";

export type Ending = { readonly message: string; readonly hint?: string };

/** Meanings by exit code: a shell's own, and 128 and the number of a signal. */
const meanings: Readonly<Record<number, string>> = {
  124: "124 is how timeout ends what took too long",
  126: "126 usually means: found, but it could not be run",
  127: "127 usually means: command not found in this image",
  129: "129 means: ended by a hang-up (SIGHUP)",
  130: "130 means: interrupted (SIGINT); something in the RUN sent that to itself or its group",
  131: "131 means: quit (SIGQUIT), by something in the RUN",
  132: "132 means: an instruction this processor does not have (SIGILL): built for a newer one, or run under emulation",
  133: "133 means: a trap of the program's own (SIGTRAP), an assertion as a rule",
  134: "134 means: it gave up itself (SIGABRT), an assertion or a failed allocation as a rule; its last lines say which",
  135: "135 means: a bus error (SIGBUS); /dev/shm may be full (--shm-size), or the disk",
  136: "136 means: an arithmetic error (SIGFPE), a division by zero as a rule",
  139: "139 means: it crashed (SIGSEGV): a fault of the program, a library of another version, or emulation of another platform",
  141: "141 means: its reader had ended (SIGPIPE), as head does; with pipefail that fails the whole pipe",
  143: "143 means: ended by SIGTERM: timeout or kill in the RUN",
  159: "159 means: a forbidden system call (SIGSYS): the engine's seccomp profile",
};

/** `argv`: what ran, to name it. */
export function endingOf(argv: readonly string[], status: ExitStatus): Ending {
  const { code } = status;
  const command = argv.join(" ").replace(/\s+/g, " ");
  const shown = command.length > 120 ? `${command.slice(0, 119)}…` : command;
  const message = `"${shown}" ended with exit code ${code}`;
  if (status.oomKilled) return { message: `${message}: out of memory`, hint: memoryHint(status.memoryLimit) };
  if (status.signalled)
    return {
      message: `${message}: ended from outside`,
      hint: "somebody sent it a signal through the engine: docker kill, docker stop",
    };
  if (code === 137) return { message, hint: killed };
  const hint = meanings[code] ?? (code > 128 && code < 193 ? `${code} means: ended by signal ${code - 128}` : undefined);
  return { message, ...(hint !== undefined && { hint }) };
}

const killed =
  "137 means: killed (SIGKILL), and the engine tells of no lack of memory in the container: timeout -s KILL or kill in the RUN, or the engine's machine was out of memory (dmesg there tells)";

const memoryHint = (limit: number | undefined): string =>
  limit === undefined
    ? "the kernel ended it: give the engine's machine more memory, or the build fewer jobs at once"
    : `the container may use ${mega(limit)} MB, and the kernel ended what asked for more: raise that limit, or run fewer jobs at once`;

const mega = (bytes: number): string => String(Math.round(bytes / 1e5) / 10);
