/** Variables of a stage, and the words of an instruction expanded by them. Pure. */
import { expand, expandWords } from "../dockerfile/expand.ts";
import { StepProblem } from "./problem.ts";
import type { ArgValue, Variable } from "./state.ts";

export type Escape = "\\" | "`";
export type Lookup = (name: string) => string | undefined;

/** Sets a variable; it moves to the end, so the later of ARG and ENV wins (BuildKit's AddOrReplace). */
export function setVariable(variables: readonly Variable[], variable: Variable): readonly Variable[] {
  return [...variables.filter(({ name }) => name !== variable.name), variable];
}

/** Declares an ARG: its place in the list is that of the first declaration, its value the last one. */
export function setArg(args: readonly ArgValue[], arg: ArgValue): readonly ArgValue[] {
  return args.some(({ name }) => name === arg.name) ? args.map((old) => (old.name === arg.name ? arg : old)) : [...args, arg];
}

/** Values by name; of several with one name the last wins. */
export function lookupIn(values: readonly { readonly name: string; readonly value?: string }[]): Lookup {
  const map = new Map<string, string>();
  for (const { name, value } of values) if (value !== undefined) map.set(name, value);
  return (name) => map.get(name);
}

/** One word, expanded and unquoted. Throws StepProblem with the lexer's message. */
export function word(raw: string, lookup: Lookup, escapeChar: Escape): string {
  const result = expand(raw, lookup, escapeChar);
  if (!result.ok) throw new StepProblem(`failed to process "${raw}": ${result.message}`);
  return result.value;
}

/** Expanded first, then split at blanks: EXPOSE only (BuildKit). */
export function words(raw: string, lookup: Lookup, escapeChar: Escape): readonly string[] {
  const result = expandWords(raw, lookup, escapeChar);
  if (!result.ok) throw new StepProblem(`failed to process "${raw}": ${result.message}`);
  return result.words;
}

/** Sets `KEY=value` in an image's Env; an existing key keeps its place. */
export function setEnv(env: readonly string[], name: string, value: string): readonly string[] {
  const entry = `${name}=${value}`;
  return env.some((old) => envName(old) === name) ? env.map((old) => (envName(old) === name ? entry : old)) : [...env, entry];
}

export const envName = (entry: string): string => entry.slice(0, entry.indexOf("=") < 0 ? undefined : entry.indexOf("="));
export const envValue = (entry: string): string => (entry.includes("=") ? entry.slice(entry.indexOf("=") + 1) : "");
