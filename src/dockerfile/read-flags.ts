// The flags of an instruction, checked against the ones it has. What is wrong is told at the flag itself.
import type { Word } from "./source-map.ts";
import type { Statement } from "./statement.ts";
import { nearest } from "./suggest.ts";

export type FlagRule = { readonly name: string; readonly type: "text" | "list" | "switch" };

export type Flag = { readonly value: string; readonly word: Word };

/** The flags given. `get` is for those that may be given once, `all` for lists. Switches read "true" or "false". */
export type Flags = {
  readonly get: (name: string) => Flag | undefined;
  readonly all: (name: string) => readonly Flag[];
  readonly on: (name: string) => boolean;
};

/** Wrong flags are told and left out. */
export function readFlags(statement: Statement, rules: readonly FlagRule[]): Flags {
  const { name: instruction, problem } = statement;
  const found: { readonly name: string; readonly flag: Flag }[] = [];
  const seen = new Set<string>();
  for (const word of statement.flags) {
    const equals = word.text.indexOf("=");
    const flag = equals === -1 ? word.text : word.text.slice(0, equals);
    const given = equals === -1 ? undefined : word.text.slice(equals + 1);
    const rule = rules.find((each) => `--${each.name}` === flag);
    // Such a flag takes the rest of the line. BuildKit says nothing, and an empty RUN is a RUN.
    if (!word.closed && instruction !== "RUN") problem(`${flag}: a quote is never closed`, word);
    if (rule === undefined) {
      problem(`unknown flag: ${flag}`, word, unknownFlagHint(instruction, flag.slice(2), rules));
      continue;
    }
    if (seen.has(flag) && rule.type !== "list") {
      problem(`duplicate flag: ${flag}`, word, `${instruction} takes it once.`);
      continue;
    }
    seen.add(flag);
    if (given === undefined ? rule.type !== "switch" : rule.type === "switch" && given === "") {
      problem(`missing a value on flag: ${flag}`, word, rule.type === "switch" ? `Write ${flag}` : `Write ${flag}=VALUE`);
      continue;
    }
    const value = rule.type === "switch" ? (given ?? "true").toLowerCase() : (given ?? "");
    if (rule.type === "switch" && value !== "true" && value !== "false") {
      problem(`${flag} takes true or false, not "${given}"`, word);
      continue;
    }
    found.push({ name: rule.name, flag: { value, word } });
  }
  const all = (name: string): readonly Flag[] => found.filter((each) => each.name === name).map(({ flag }) => flag);
  return { all, get: (name) => all(name)[0], on: (name) => all(name)[0]?.value === "true" };
}

function unknownFlagHint(instruction: string, name: string, rules: readonly FlagRule[]): string {
  const near = nearest(
    name,
    rules.map((rule) => rule.name),
  );
  if (near !== undefined) return `Did you mean --${near}?`;
  if (rules.length > 0) return `${instruction} takes ${rules.map((rule) => `--${rule.name}`).join(", ")}.`;
  return `${instruction} takes no flags; a lone -- before it makes it an ordinary word.`;
}
