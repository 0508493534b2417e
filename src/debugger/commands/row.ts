/** A command is a row: its name, keys and words, whether it can be done, what it does. Pure. */
import type { StepId } from "../../builder/steps.ts";
import type { Command, Refused } from "./command.ts";
import { type Facts, whyNot } from "./why-not.ts";

export type Group = "Run" | "After a failure" | "Look and change" | "Move" | "While searching" | "dbuild" | "In the editor";

export type Situation = Facts & {
  /** The instruction that is looked at; the target may not need it. */
  readonly selected: StepId | undefined;
};

export type Arguments = {
  /** As in `[line]`; empty: none. */
  readonly usage: string;
  /** What the last of `words` may become. `names`: of all commands. */
  complete(words: readonly string[], situation: Situation, names: readonly string[]): readonly string[];
};

/** What every row has, whoever contributes it. */
export type CommandRow<Run> = {
  readonly name: string;
  /** Other names. */
  readonly aliases: readonly string[];
  /** As ui/decode-keys.ts names them; the first is the one to show. Empty: only by name. */
  readonly keys: readonly string[];
  readonly arguments: Arguments;
  readonly group: Group;
  /** One or two words for the footer. */
  readonly hint: string;
  /** One short word or two for it on a narrow screen; absent: the same. */
  readonly brief?: string;
  /** A sentence without a full stop. */
  readonly help: string;
  /** What there is to know beyond that, in sentences, for who asks about this one. */
  readonly more?: string;
  /** Why it cannot be done to what is selected (as in `Refused`); undefined: it can. */
  available(situation: Situation): string | undefined;
  readonly run: Run;
};

/** A command of the session. `run` gives what the text behind the name means; without any it is about what is selected. */
export type SessionRow = CommandRow<(text: string, situation: Situation) => Command | Refused>;

export const noArguments: Arguments = { usage: "", complete: () => [] };

type Told = Pick<SessionRow, "name" | "group" | "hint" | "help" | "run"> & Partial<SessionRow>;

/** A row of the session: it is available when the command on what is selected is. */
export const sessionRow = <const R extends Told>(row: R): Omit<SessionRow, "name"> & { readonly name: R["name"] } => ({
  aliases: [],
  keys: [],
  arguments: noArguments,
  available: (situation) => {
    const command = row.run("", situation);
    return "reason" in command ? command.reason : whyNot(command, situation);
  },
  ...row,
});
