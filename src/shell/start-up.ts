/**
 * What an interactive shell of ours reads at its start: the files it would read anyway, then the failed command for its
 * history, kept in /dev/shm (a tmpfs of every container, so never in a layer). No variable is left for the commands typed.
 */
import type { Family } from "./language.ts";
import { quote } from "./quoting.ts";

export const RC = "/dev/shm/.dbuild-rc";
export const HISTORY = "/dev/shm/.dbuild-history";
export const COMMAND = "/dev/shm/.dbuild-command";

export type StartUp = {
  /** Empty: no entry. */
  readonly command: string;
  /** SHELL says `-l`: the instruction saw the profile, so the shell must. */
  readonly login: boolean;
  /** The instruction's shell is bash, which reads $BASH_ENV. */
  readonly bashEnv: boolean;
  /** SHELL says `-o pipefail`: so should the command when it is run again. `-e` would end the shell at the first mistake. */
  readonly pipefail: boolean;
  /** A folder of programs behind all others in PATH. */
  readonly tools: string | undefined;
  /** Printed when all has been read: the shell is there. */
  readonly mark: string;
};

/** The text of the start-up file. */
export function startUpFile(family: Family, { command, login, bashEnv, pipefail, tools, mark }: StartUp): string {
  const lines = [
    ...(bashEnv ? [source('"$BASH_ENV"')] : []),
    ...usual[family](login),
    ...(tools === undefined ? [] : [`PATH="\${PATH:+$PATH:}${tools}"`]),
    `HISTFILE=${HISTORY}`,
  ];
  if (command !== "") lines.push(...entry(family, command));
  if (pipefail) lines.push("set -o pipefail");
  lines.push('PS1="(dbuild) $PS1"', `printf %s ${quote(mark)}`);
  return lines.join("\n");
}

/** `dbuild_before` holds what the starter (command.ts) had to overwrite. */
const usual: Readonly<Record<Family, (login: boolean) => readonly string[]>> = {
  bash: (login) =>
    login ? [source("/etc/profile"), source("~/.bash_profile", "~/.bash_login", "~/.profile")] : [source("~/.bashrc")],
  zsh: (login) => [
    'if [ -n "$dbuild_before" ]; then export ZDOTDIR="$dbuild_before"; else unset ZDOTDIR; dbuild_before="$HOME"; fi',
    source('"$dbuild_before/.zshenv"'),
    ...(login ? [source('"$dbuild_before/.zprofile"')] : []),
    source('"$dbuild_before/.zshrc"'),
    "unset dbuild_before",
  ],
  sh: (login) => [
    "unset ENV",
    '[ -n "$dbuild_before" ] && export ENV="$dbuild_before"',
    "unset dbuild_before",
    ...(login ? [source("/etc/profile"), source("~/.profile")] : []),
    source('"$ENV"'),
  ],
};

/** Reads the first of the files that is there. */
function source(...files: readonly string[]): string {
  return `${files.map((file, at) => `${at === 0 ? "if" : "elif"} [ -r ${file} ]; then . ${file}`).join("\n")}\nfi`;
}

/** The starter wrote the command to its file: here it would have to be quoted twice. */
function entry(family: Family, command: string): readonly string[] {
  // A `!` must mean what it means in the Dockerfile.
  const exact = command.includes("!");
  if (family === "zsh") return [`${exact ? "setopt nobanghist; " : ""}print -sr -- "$(<${COMMAND})"`];
  const bash = `${exact ? "set +H; " : ""}history -s -- "$(<${COMMAND})"`;
  // Others read the line that the starter wrote to the history file; bash under another name would read it, too.
  return family === "bash" ? [bash] : [`if [ -n "$BASH_VERSION" ]; then : >${HISTORY}; ${bash}; fi`];
}
