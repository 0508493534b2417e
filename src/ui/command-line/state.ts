/** The command line as it is being typed. Values and pure functions. */
import { type Editor, type EditorAction, edit, openEditor, textOf } from "../editor/text-editor.ts";

export type CommandLine = {
  readonly editor: Editor;
  /** A line of the history is shown: the how manieth from its end, and what was typed before. */
  readonly recalled?: { readonly back: number; readonly typed: string };
  /** Tab was pressed: what the last word may become, which of them it is now, and the line before that word. */
  readonly offered?: { readonly before: string; readonly words: readonly string[]; readonly at?: number };
};

export const newCommandLine: CommandLine = { editor: openEditor("") };

export const typedLine = ({ editor }: CommandLine): string => textOf(editor);

const withLine = (line: string): CommandLine => ({ editor: edit(openEditor(line), { type: "end" }) });

/** After a key that edits. */
export const edited = ({ editor }: CommandLine, action: EditorAction): CommandLine => ({ editor: edit(editor, action) });

/** The line before (1) or after (-1) the one that is shown, of those that begin with what was typed. */
export function recalled(line: CommandLine, history: readonly string[], by: 1 | -1): CommandLine {
  const typed = line.recalled?.typed ?? typedLine(line);
  const back = (line.recalled?.back ?? 0) + by;
  const found = history.filter((each) => each.startsWith(typed));
  if (back <= 0) return withLine(typed);
  const text = found.at(-back);
  return text === undefined ? line : { ...withLine(text), recalled: { back, typed } };
}

/**
 * Tab: the only word it may become, else as much as all of them have in common, then one after the other. `by` -1: backwards.
 * `completion`: what the last word may become, asked where Tab was not pressed just before.
 */
export function completed(line: CommandLine, completion: () => Offer, by: 1 | -1): CommandLine {
  if (line.offered !== undefined) return turned(line.offered, by);
  const text = typedLine(line);
  const { start, words } = completion();
  const [before, word] = [text.slice(0, start), text.slice(start)];
  const [only] = words;
  if (only === undefined) return line;
  if (words.length === 1) return withLine(`${before}${only} `);
  const common = words.reduce(inCommon);
  const offered = { before, words };
  return common.length > word.length ? { ...withLine(before + common), offered } : turned(offered, by);
}

type Offer = { readonly start: number; readonly words: readonly string[] };

function turned(offered: NonNullable<CommandLine["offered"]>, by: 1 | -1): CommandLine {
  const { before, words, at } = offered;
  const next = at === undefined ? (by > 0 ? 0 : words.length - 1) : (at + by + words.length) % words.length;
  return { ...withLine(`${before}${words[next] ?? ""}`), offered: { before, words, at: next } };
}

function inCommon(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
