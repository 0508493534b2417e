// One instruction of the file as dockerfile-ast should see it: same length, same line ends, same keyword, ranges and words, but
// without what it misreads: comments and blank marks inside continuations, line ends in two
// escapes, a backtick as escape, heredocs. Continuations are always a backslash.
import type { LogicalLine } from "./logical-lines.ts";

/** Same number of UTF-16 units as the line has in `text`, from its start to its end. */
export function maskForTree(text: string, line: LogicalLine): string {
  const out: string[] = [];
  let at = line.start;
  const put = (start: number, masked: string): void => {
    out.push(blank(text.slice(at, start)), masked);
    at = start + masked.length;
  };
  const pieces = line.joined.pieces.filter((piece) => piece.length > 0);
  let index = 0;
  for (const role of line.roles) {
    if (role.type !== "text") continue;
    const until = role.mark ?? role.line.end;
    for (let piece = pieces[index]; piece !== undefined && piece.from < until; piece = pieces[++index]) {
      put(piece.from, harmless(text.slice(piece.from, piece.from + piece.length)));
    }
    // A mark before the first character is no continuation to dockerfile-ast, but the first letter of a keyword.
    if (role.mark !== undefined && index > 0) put(role.mark, "\\");
  }
  out.push(blank(text.slice(at, line.end)));
  return out.join("").slice(0, line.end - line.start);
}

/** Only line ends stay: "\n", and one "\r" right before it. */
function blank(text: string): string {
  return text.replace(/\r(?!\n)|[^\r\n]/g, " ");
}

/** Blanks become spaces; escapes, heredoc signs, the dashes of flags and byte order marks become letters, whatever they mean here. */
function harmless(content: string): string {
  return content.replace(/[\t\v\f\r]/g, " ").replace(/[\\<\ufeff-]/g, "x");
}
