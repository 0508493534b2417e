/** Spellings of Go's flags that docker's users know and commander does not: --pull=false, -t=name. */
import { foreignFlags } from "./refused.ts";
import { badValue } from "./values/bad-value.ts";

const ours = ["no-cache", "pull", "quiet", "interactive", "no-secrets"];
const booleans = new Set([
  ...ours.map((name) => `--${name}`),
  ...foreignFlags.flatMap(({ flags }) => (flags.includes("<") ? [] : (flags.match(/--[a-z-]+/g) ?? []))),
]);

/** The arguments as commander reads them. Throws UserError for a boolean that is none. */
export function plainArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  const before = end < 0 ? argv : argv.slice(0, end);
  return [...before.flatMap(plain), ...(end < 0 ? [] : argv.slice(end))];
}

function plain(argument: string): readonly string[] {
  const [, short, shortValue] = /^(-[ftomc])=([\s\S]+)$/.exec(argument) ?? [];
  if (short !== undefined && shortValue !== undefined) return [short, shortValue];
  const at = argument.indexOf("=");
  const name = argument.slice(0, at);
  if (at < 0 || !booleans.has(name)) return [argument];
  const value = argument.slice(at + 1);
  if (/^(?:1|t|T|true|TRUE|True)$/.test(value)) return [name];
  if (/^(?:0|f|F|false|FALSE|False)$/.test(value)) return [];
  throw badValue(name, value, "it is neither true nor false", `write ${name}, or leave it out`);
}
