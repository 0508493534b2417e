/** To the clipboard of the person's terminal: only by their key, never by what a build prints. */
import { stripVTControlCharacters } from "node:util";
import { refused } from "../../debugger/commands/command.ts";
import type { Context } from "../context.ts";
import { plural } from "../labels.ts";

/** Bytes that terminals take; tmux and xterm take no more. */
const mostBytes = 74_000;

export function copyText({ shownText, host, say, refuse }: Context): void {
  const found = shownText();
  if (found === undefined) {
    refuse(refused("There is nothing to copy."));
    return;
  }
  const text = stripVTControlCharacters(found);
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    refuse(refused(`That is ${bytes} bytes; a terminal takes ${mostBytes}. :save writes a log to a file.`));
    return;
  }
  host.clipboard(text);
  const lines = text.trimEnd().split("\n").length;
  say(
    `Copied ${lines === 1 ? text.trim().slice(0, 60) : plural(lines, "line")}, where your terminal lets programs set the clipboard.`,
  );
}
