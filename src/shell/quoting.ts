/** Words and commands written so that a POSIX shell reads them back as they are. */

/** One word: plain where that is safe, else in single quotes. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** An argument vector as a command line. */
export function words(argv: readonly string[]): string {
  return argv.map(quote).join(" ");
}

/** Characters of an entry that busybox's line editor still takes whole: its buffer has 1024 bytes. */
const MAX_ENTRY = 900;

/**
 * `command` as one line of a plain history file, where a line is an entry: several lines become one word in `$'…'`;
 * what is too long to be edited is run from its `file` by `program`.
 */
export function historyLine(command: string, program: string, file: string): string {
  const line = command.includes("\n") ? `eval $'${command.replace(/[\\'\n\r\t]/g, (char) => ESCAPED[char] ?? char)}'` : command;
  return Buffer.byteLength(line) > MAX_ENTRY ? `${program} ${file}` : line;
}

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
