/** NAME=value flags: --build-arg, --label (as buildx reads them). */
import { badValue } from "./bad-value.ts";

/** `K=V`, or `K` for the value the environment has (dropped when it has none). Later ones win. Throws UserError. */
export function readBuildArgs(list: readonly string[], env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const given = list.flatMap((entry) => {
    const { name, value = Object.hasOwn(env, name) ? env[name] : undefined } = splitPair("--build-arg", entry);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

/** `K=V`, or `K` for an empty value. Later ones win. Throws UserError. */
export function readLabels(list: readonly string[]): Readonly<Record<string, string>> {
  const pairs = list.map((entry) => splitPair("--label", entry));
  return Object.fromEntries(pairs.map(({ name, value = "" }) => [name, value]));
}

function splitPair(flag: string, entry: string): { readonly name: string; readonly value?: string } {
  const at = entry.indexOf("=");
  const name = at < 0 ? entry : entry.slice(0, at);
  if (name === "") throw badValue(flag, entry, "it has no name", `write ${flag} NAME=value`);
  return at < 0 ? { name } : { name, value: entry.slice(at + 1) };
}
