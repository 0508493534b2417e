/**
 * What runs in a shell in a layer: SHELL's own words with a command that becomes an interactive shell, so that what a wrapper
 * sets up holds, the failed command one Up-arrow away. It leaves no file in the layer; commands typed there see the
 * instruction's environment.
 */
import { type Family, type ShellWords, shellWords } from "./language.ts";
import { historyLine, quote, words } from "./quoting.ts";
import { COMMAND, HISTORY, RC, startUpFile } from "./start-up.ts";

/** The shell that is to be there in the end: its words, and how it starts. */
export type Become = { readonly program: readonly string[]; readonly family: Family };

export type Wanted = {
  /** As in SHELL. */
  readonly shell: readonly string[];
  /** As the shell got it, or the words of an exec form. */
  readonly lastCommand?: string | readonly string[] | undefined;
  readonly become: Become;
  /** Printed once the shell is there; of letters and control characters. */
  readonly mark: string;
  /** A folder of programs behind all others in PATH. */
  readonly tools?: string;
};

/** Longer commands, in bytes, are not offered: the kernel takes arguments of 128 KiB, and a quoted command may be four times as long. */
const MAX_COMMAND = 24 * 1024;

/** Starts `become` by SHELL's words, options and all, and one command string: a wrapper's surroundings hold in it. */
export function throughShell(wanted: Wanted): readonly string[] {
  return [...wanted.shell, starter(wanted, true)];
}

/** Starts `become` by itself, with the options of SHELL that mean something to a person. */
export function byItself(wanted: Wanted): readonly string[] {
  return [...wanted.become.program, "-c", starter(wanted, false)];
}

/** How the interactive shell is made to read the start-up file; `$@` are its words. */
const BECOME: Readonly<Record<Family, string>> = {
  bash: `exec "$@" --rcfile ${RC} -i`,
  zsh: `export dbuild_before="\${ZDOTDIR-}" ZDOTDIR=/dev/shm; exec "$@" -i`,
  // ash counts SHLVL up for each shell that it was, and never down.
  sh: `unset SHLVL; export dbuild_before="\${ENV-}" ENV=${RC}; exec "$@" -i`,
};

/** A wrapper may read our output (conda run does): the terminal itself is still there. */
const TO_TERMINAL =
  "if [ -t 0 ] && [ -t 1 ] && [ -t 2 ]; then :; elif ( : </dev/tty >/dev/tty ) 2>/dev/null; then exec </dev/tty >/dev/tty 2>&1; fi";

/**
 * One command string for a POSIX shell with any options (`-e`, `-u`, `-x`), of builtins only: the layer may have no other
 * program. Where the files cannot be written the shell starts plainly, and still writes no history.
 */
function starter({ shell, lastCommand, become, mark, tools }: Wanted, wrapped: boolean): string {
  const { program, family } = become;
  const own: ShellWords = shellWords(shell);
  const text = (typeof lastCommand === "string" ? lastCommand : words(lastCommand ?? [])).trim();
  const command = Buffer.byteLength(text) > MAX_COMMAND ? "" : text;
  const { login, pipefail } = own;
  const bashEnv = own.family === "bash" && family === "bash" && !wrapped;
  const startUp = startUpFile(family, { command, login, bashEnv, pipefail, tools, mark });
  const line = historyLine(command, words(program), COMMAND);
  const files = [
    `printf '%s\\n' ${quote(startUp)} >${family === "zsh" ? "/dev/shm/.zshrc" : RC} || exit 1`,
    ...(command === "" ? [] : [`printf '%s\\n' ${quote(command)} >${COMMAND} || exit 1`]),
    // bash and zsh are told by the start-up file
    ...(command !== "" && family === "sh" ? [`printf '%s\\n' ${quote(line)} >${HISTORY} || exit 1`] : []),
  ];
  return `{ set +xv; } 2>/dev/null
${TO_TERMINAL}
set -- ${words(program)}
if (
  umask 077
${files.map((each) => `  ${each}`).join("\n")}
) 2>/dev/null; then ${BECOME[family]}; fi
export HISTFILE=/dev/null
printf %s ${quote(mark)}
exec "$@" -i`;
}
