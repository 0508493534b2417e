/**
 * What runs in a shell in a layer: the instruction's own shell, interactive, with the failed command one Up-arrow away
 * where the shell has a history. It leaves no file in the layer; commands typed there see the instruction's environment.
 */
import { historyLine, words } from "./quoting.ts";
import { COMMAND, type Family, HISTORY, RC, startUpFile } from "./start-up.ts";

/** Argument vector and extra environment (`K=V`) of a container's shell. */
export type ShellCommand = { readonly argv: readonly string[]; readonly env: readonly string[] };

const FAMILIES: Readonly<Record<string, Family>> = { sh: "sh", ash: "sh", dash: "sh", bash: "bash", zsh: "zsh" };

/** Programs that only start the shell named behind them. */
const STARTERS: ReadonlySet<string> = new Set(["env", "busybox"]);

/** Longer commands, in bytes, are not offered: the kernel takes arguments of 128 KiB, and a quoted command may be four times as long. */
const MAX_COMMAND = 24 * 1024;

/**
 * `shell`: as in SHELL, with its options; `/bin/sh` when empty. `lastCommand`: as the shell got it, or the words of an exec
 * form. Shells we do not know (PowerShell, fish, …) start plainly.
 */
export function shellArgv(shell: readonly string[], lastCommand?: string | readonly string[]): ShellCommand {
  const program = shellProgram(shell);
  const family = FAMILIES[baseName(program.at(-1) ?? "")];
  if (family === undefined) return { argv: program, env: [] };
  const text = (typeof lastCommand === "string" ? lastCommand : words(lastCommand ?? [])).trim();
  const command = Buffer.byteLength(text) > MAX_COMMAND ? "" : text;
  const options = shell.slice(program.length);
  const startUp = startUpFile(family, {
    command,
    login: options.some((option) => option === "--login" || /^-[a-z]*l/.test(option)),
    pipefail: options.includes("pipefail"),
  });
  const files = [startUp, historyLine(command, words(program), COMMAND), command];
  return { argv: [...program, "-c", starter(family), "dbuild", ...files, ...program], env: [] };
}

/** The words of SHELL that name programs: the shell, and what starts it. */
export function shellProgram(shell: readonly string[]): readonly string[] {
  const [first = "/bin/sh", second] = shell;
  return STARTERS.has(baseName(first)) && second !== undefined && !second.startsWith("-") ? [first, second] : [first];
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** How the interactive shell is made to read the start-up file; `$@` are its words. */
const BECOME: Readonly<Record<Family, string>> = {
  bash: `[ -n "$BASH_VERSION" ] && exec "$@" --rcfile ${RC} -i`,
  zsh: `export dbuild_before="$ZDOTDIR" ZDOTDIR=/dev/shm; exec "$@" -i`,
  // ash counts SHLVL up for each shell that it was, and never down.
  sh: `unset SHLVL; export dbuild_before="$ENV" ENV=${RC}; exec "$@" -i`,
};

/**
 * Run by the shell itself as `-c STARTER dbuild START-UP HISTORY-LINE COMMAND SHELL…`, with builtins only: the layer may
 * have no other program. Where the files cannot be written the shell starts plainly, and still writes no history.
 */
function starter(family: Family): string {
  return `
if (
  umask 077
  printf '%s\\n' "$1" >${family === "zsh" ? "/dev/shm/.zshrc" : RC} || exit 1
  if [ -z "$BASH_VERSION$ZSH_VERSION" ] && [ -n "$2" ]; then printf '%s\\n' "$2" >${HISTORY} && printf '%s\\n' "$3" >${COMMAND}; fi
) 2>/dev/null; then shift 3; ${BECOME[family]}
else shift 3
fi
export HISTFILE=/dev/null
exec "$@" -i`.trim();
}
