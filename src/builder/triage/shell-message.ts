/**
 * What sh and bash say of a command that they could not do: dash 0.5.12, bash 5.2 and busybox 1.35's ash, in the words and with the
 * line numbers of each. Pure.
 */

export type ShellMessage = {
  /** Line of the script from 1, as the shell counts; busybox's ash tells none of a script that is an argument. */
  readonly line?: number;
  /** What it is about: `command`: the name of a program or builtin; `word`: what stands in the command; `place`: only the line. */
  readonly about: "command" | "word" | "place";
  readonly name: string;
  /** No program of that name was found. */
  readonly notFound?: true;
  /** The exit code that it leads to, where only one is possible. */
  readonly code?: number;
};

const kinds: readonly { readonly says: RegExp; readonly about: ShellMessage["about"]; readonly code?: number }[] = [
  // bash of what a signal ended: `line 2:   632 Segmentation fault      (core dumped) make -j8`
  {
    says: /^ *\d+ (?:Segmentation fault|Aborted|Killed|Illegal instruction|Bus error|Floating point exception) +(?:\(core dumped\) +)?(?<name>\S+)/,
    about: "command",
  },
  // bash shows the line behind its message
  { says: /^syntax error near|^`.*'$|^Syntax error: (?!end of file|Unterminated)/, about: "place", code: 2 },
  { says: /^(?:exec: (?:line \d+: )?)?(?<name>.+): (?:command )?not found$/, about: "command", code: 127 },
  { says: /^(?<name>.+): (?:Is a directory|cannot execute.*|Exec format error|Text file busy)$/, about: "command", code: 126 },
  { says: /^(?:(?<name>.+): )?(?:parameter not set|unbound variable)$/, about: "word" },
  { says: /^(?:cannot|can't) (?:create|open) (?<name>.+): /, about: "word" },
  {
    says: /^(?<name>cd|export|set|shift|\.|source|\[|test|trap|read|local|unset|wait|kill|umask|ulimit|readonly): /,
    about: "command",
  },
  { says: /^(?<name>.+): Permission denied$/, about: "word" },
  { says: /^(?<name>.+): No such file or directory$/, about: "word" },
];

/** `names`: what the shell calls itself, and the script where that is a file. */
export function shellMessage(line: string, names: readonly string[]): ShellMessage | undefined {
  const own = names.find((name) => line.startsWith(`${name}: `));
  if (own === undefined) return undefined;
  const rest = line.slice(own.length + 2).replace(/^-c: /, "");
  const [numbered = "", digits] = /^(?:line )?(\d+): /.exec(rest) ?? [];
  // ash's own numbers of a builtin (`cd: line 1: …`) are wrong by one
  const said = rest.slice(numbered.length).replace(/^(\S+: )line \d+: /, "$1");
  for (const { says, about, code } of kinds) {
    const found = says.exec(said);
    const name = found?.groups?.name ?? "";
    if (found === null || name.length > 200 || (name === "" && about !== "place")) continue;
    return {
      ...(digits !== undefined && { line: Number(digits) }),
      about,
      name,
      ...(code !== undefined && { code }),
      ...(code === 127 && { notFound: true as const }),
    };
  }
  return undefined;
}
