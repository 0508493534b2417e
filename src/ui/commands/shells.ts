/** `:shells`: the shells that are open, to go back to one; and what leaving dbuild means for them. */
import { refused } from "../../debugger/commands/command.ts";
import type { Arguments } from "../../debugger/commands/row.ts";
import type { Context } from "../context.ts";
import { plural } from "../labels.ts";
import { shellWords } from "../open-shells.ts";
import { goBackTo } from "./shell-dialogue.ts";

export const shellNumber: Arguments = { usage: "[number]", complete: () => [] };

/** `text`: the number of one. */
export async function shells(context: Context, text: string): Promise<void> {
  const { shells: rows } = context.view();
  if (rows.length === 0)
    return context.refuse(refused("No shell is open: {shell} opens one, and it says how to leave it running."));
  const word = text.trim();
  const choices = rows.map((row) => ({ key: String(row.number), label: shellWords(row) }));
  const question = {
    text: `${plural(rows.length, "shell")} ${rows.length === 1 ? "is" : "are"} open. Go to`,
    choices: [...choices, { key: "escape", label: "stay" }],
    escape: "escape",
  };
  const number = word === "" ? await context.ask(question) : word;
  const row = context.view().shells.find((each) => String(each.number) === number);
  if (row !== undefined) return goBackTo(context, row);
  if (number !== "escape") context.refuse(refused(`There is no shell ${number}; {shells} lists them.`), "bad");
}

/** Asks where something would go; true: dbuild can be left, for good or with what runs going on. */
export async function endsShells({ view, ask }: Context, how: "quit" | "leave"): Promise<boolean> {
  // one that somebody was attached to until now has just ended, and is about to leave the list
  const { length } = view().shells.filter(({ stands }) => stands !== "entered");
  if (length === 0) return true;
  const text = `${plural(length, "shell")} ${length === 1 ? "is" : "are"} open. ${how === "quit" ? "Quitting" : "Leaving"} ends ${length === 1 ? "it" : "them"}; files that were changed are kept as failed layers.`;
  const choices = [
    { key: "y", label: `end ${length === 1 ? "it" : "them"} and ${how}` },
    { key: "n", label: "stay" },
  ];
  return (await ask({ text, choices, escape: "n" })) === "y";
}
