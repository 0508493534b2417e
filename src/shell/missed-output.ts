/** What a program printed while nobody looked, for whoever comes back to it. Bounded. */

export type MissedOutput = {
  /** It was printed on the terminal. */
  seen(data: Uint8Array): void;
  /** It was not. */
  missed(data: Uint8Array): void;
  /** The line that was begun when it was left, a prompt as a rule, and all that came since; then there is nothing missed any more. */
  take(): Buffer;
};

/** Bytes of what was missed; the newest are kept. */
const most = 256 * 1024;
/** Bytes of the line that was begun. */
const mostOfLine = 4096;

const newline = 0x0a;
const dropped = Buffer.from("\r\n[dbuild: what came before is dropped]\r\n");

// a terminal would answer these now, long after the program has given the answer up: cursor, kind, colours
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the bytes of a terminal
const questions = /\u001b(?:\[[>=]?\d*c|\[\??[56]n|\]\d+(?:;\d+)?;\?(?:\u0007|\u001b\\))/g;

export function newMissedOutput(): MissedOutput {
  let line = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let size = 0;
  let cut = false;
  const seen = (data: Uint8Array): void => {
    const at = data.lastIndexOf(newline);
    const rest = data.subarray(at + 1);
    line = (at === -1 ? Buffer.concat([line, rest]) : Buffer.from(rest)).subarray(-mostOfLine);
  };
  return {
    seen,
    missed(data) {
      parts.push(Buffer.from(data));
      size += data.length;
      if (size < 2 * most) return;
      const all = Buffer.concat(parts).subarray(-most);
      parts = [all.subarray(all.indexOf(newline) + 1)];
      size = parts[0]?.length ?? 0;
      cut = true;
    },
    take() {
      const since = Buffer.concat(parts);
      const all = cut ? Buffer.concat([dropped, since]) : Buffer.concat([line, since]);
      seen(since);
      parts = [];
      size = 0;
      cut = false;
      return Buffer.from(all.toString("latin1").replaceAll(questions, ""), "latin1");
    },
  };
}
