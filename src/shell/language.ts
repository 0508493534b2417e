/** What the words of SHELL say: who reads the command string behind them, and whether something else stands in front. Pure. */

/** Shells by how they start: `sh` is any of ash, dash, ksh and others. */
export type Family = "bash" | "zsh" | "sh";

/** Of the command string. `other`: a language we cannot write a command in (python, cmd, …). */
export type Language = "posix" | "fish" | "powershell" | "other";

export type ShellWords = {
  readonly language: Language;
  /** The words up to the program that reads the command string, itself included; all of SHELL where none is known. */
  readonly program: readonly string[];
  /** How that program starts; undefined where it is no shell that we know. */
  readonly family: Family | undefined;
  /** Nothing but the program's own options stands around it: it can be started without SHELL's other words. */
  readonly direct: boolean;
  /** SHELL says `-l`: the instruction saw the profile. */
  readonly login: boolean;
  readonly pipefail: boolean;
};

const FAMILIES: Readonly<Record<string, Family>> = {
  sh: "sh",
  ash: "sh",
  dash: "sh",
  ksh: "sh",
  mksh: "sh",
  yash: "sh",
  bash: "bash",
  rbash: "bash",
  zsh: "zsh",
};

const LANGUAGES: readonly (readonly [RegExp, Language])[] = [
  [/^fish$/, "fish"],
  [/^(?:pwsh|powershell)$/, "powershell"],
  [/^(?:cmd|python|pypy|perl|ruby|node|nodejs|deno|bun|php|lua|tclsh|Rscript|R|guile|xonsh|nu|elvish|csh|tcsh|rc|es)$/, "other"],
];

/** Programs that only start the one named behind them, whatever that is. */
const STARTERS: ReadonlySet<string> = new Set(["env", "busybox"]);

/** `shell`: as in SHELL; `/bin/sh -c` when empty. A program nobody knows is taken for a wrapper around a POSIX shell. */
export function shellWords(shell: readonly string[]): ShellWords {
  const words = shell.length > 0 ? shell : ["/bin/sh", "-c"];
  const at = words.findLastIndex((_, index) => readsCommands(words, index));
  const known = at >= 0 ? nameOf(words[at] ?? "") : "";
  const family = FAMILIES[known];
  const program = at < 0 ? words : words.slice(0, at + 1);
  const before = program.slice(0, -1);
  const options = words.slice(program.length);
  return {
    language: languageOf(known),
    program,
    family,
    direct: at >= 0 && (before.length === 0 || (before.length === 1 && STARTERS.has(nameOf(before[0] ?? "")))),
    login: options.some((option) => option === "--login" || /^-[a-z]*l/.test(option)),
    pipefail: options.includes("pipefail"),
  };
}

function languageOf(name: string): Language {
  return LANGUAGES.find(([pattern]) => pattern.test(name))?.[1] ?? "posix";
}

/** Of other languages only where it cannot be a mere argument, as in `nix-shell -p python3 --run`. */
function readsCommands(words: readonly string[], at: number): boolean {
  const name = nameOf(words[at] ?? "");
  if (FAMILIES[name] !== undefined) return true;
  if (STARTERS.has(name)) return at === words.length - 1;
  return languageOf(name) !== "posix" && (at === 0 || /^(?:-[a-z]|-Command|\/[cs])$/i.test(words[at + 1] ?? ""));
}

/** `/usr/bin/python3.11` is `python`, `pwsh.exe` is `pwsh`. */
function nameOf(word: string): string {
  const base = word.slice(word.lastIndexOf("/") + 1).replace(/\.exe$/i, "");
  return base.replace(/(?<=[a-z])-?\d[\d.]*$/, "");
}
