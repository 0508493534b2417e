// The flags of an instruction, checked against the ones it has. What is wrong is told at the flag itself.
import type { Word } from "./source-map.ts";
import { type Statement, unsupportedHint } from "./statement.ts";
import { nearest } from "./suggest.ts";

/**
 * `unsupported`: docker build knows it, dbuild does not yet; "unless-off" lets the values through that change nothing
 * (`--link=false`, `--checksum=`).
 */
export type FlagRule = {
  readonly name: string;
  readonly type: "text" | "list" | "switch";
  readonly unsupported?: "always" | "unless-off";
};

export type Flag = { readonly value: string; readonly word: Word };
export type Flags = ReadonlyMap<string, Flag>;

/** Values by name, switches as "true" or "false"; wrong and unsupported flags are left out. */
export function readFlags(statement: Statement, rules: readonly FlagRule[]): Flags {
  const { name: instruction, problem } = statement;
  const found = new Map<string, Flag>();
  const seen = new Set<string>();
  const refused = new Set<string>();
  for (const word of statement.flags) {
    const equals = word.text.indexOf("=");
    const flag = equals === -1 ? word.text : word.text.slice(0, equals);
    const given = equals === -1 ? undefined : word.text.slice(equals + 1);
    const rule = rules.find((each) => `--${each.name}` === flag);
    if (!word.closed) problem(`${flag}: a quote is never closed`, word);
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
    if (rule.unsupported === "always" || (rule.unsupported === "unless-off" && value !== "" && value !== "false")) {
      if (!refused.has(flag)) problem(`${instruction} ${flag} is not supported by dbuild yet`, word, unsupportedHint);
      refused.add(flag);
      continue;
    }
    found.set(rule.name, { value, word });
  }
  return found;
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
