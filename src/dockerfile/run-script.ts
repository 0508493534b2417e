// The script of a RUN as its shell gets it, and where in the Dockerfile each part of it stands.
import { bodyOf, heredocOf } from "./heredoc.ts";
import { readSource } from "./logical-lines.ts";
import type { Program, RunInstruction } from "./program.ts";
import { originOf } from "./source-map.ts";

export type RunScript = {
  readonly text: string;
  /** The line of the character at `offset` of the text, counted from the instruction's first line, which is 0. */
  lineOf(offset: number): number;
  /** It is a file /dev/pipes/NAME, run by what its first line names. */
  readonly file?: string;
};

/** Undefined for the exec form, which has no script. */
export function scriptOf({ command, script, source }: RunInstruction, escapeChar: Program["escape"]): RunScript | undefined {
  if (command.form === "exec") return undefined;
  const { joined, parts, roles, heredocs } = readSource(source, escapeChar);
  const firstBody = roles.findIndex(({ type }) => type === "body");
  const feeds = (text: string): number => text.split("\n").length - 1;
  const first = heredocs[0];
  if (first !== undefined && heredocOf(parts.rest.text) !== undefined) {
    const text = script?.content ?? bodyOf(first.body, first.stripTabs);
    return {
      text,
      lineOf: (offset) => firstBody + feeds(text.slice(0, offset)),
      ...(script && { file: `/dev/pipes/${script.name}` }),
    };
  }
  const { text } = command;
  const typed = parts.rest.text.length;
  return {
    text,
    lineOf: (offset) => {
      if (offset > typed && firstBody !== -1) return firstBody + feeds(text.slice(typed + 1, offset));
      return feeds(source.slice(0, originOf(joined, parts.rest.start + Math.min(offset, typed))));
    },
  };
}
