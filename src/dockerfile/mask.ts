// The file as dockerfile-ast should see it: same length, same line ends, same keywords, ranges and words, but without
// what it misreads (dockerfile-semantics.md §4): directives, comments and blank marks inside continuations, line ends in
// two escapes, a backtick as escape, heredocs, byte order mark. Continuations are always a backslash.
import type { Lines, LogicalLine } from "./lines.ts";

/** Same number of UTF-16 units as `text`. */
export function maskForTree(text: string, lines: Lines): string {
  const out: string[] = [];
  let at = 0;
  const put = (start: number, masked: string): void => {
    out.push(blank(text.slice(at, start)), masked);
    at = start + masked.length;
  };
  for (const line of lines.logical) {
    maskLine(text, line, put);
  }
  out.push(blank(text.slice(at)));
  return out.join("");
}

function maskLine(text: string, line: LogicalLine, put: (start: number, masked: string) => void): void {
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
}

/** Only line ends stay: "\n", and one "\r" right before it. */
function blank(text: string): string {
  return text.replace(/\r(?!\n)|[^\r\n]/g, " ");
}

/** Blanks become spaces; escapes, heredoc signs and the dashes of flags become letters, whatever they mean here. */
function harmless(content: string): string {
  return content.replace(/[\t\v\f\r]/g, " ").replace(/[\\<-]/g, "x");
}
