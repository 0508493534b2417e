/** Words for the lines of an output that are to be seen: `/error/`, `!/^gcc/`, `--invert ^gcc`. Pure. */
import type { Filter } from "../../output/log-filter.ts";
import { patternOf } from "../../output/pattern.ts";
import { isRefused, type Refused } from "./command.ts";
import { expressionOf } from "./location.ts";

/**
 * Lines that match; behind `!` or `--invert` those that do not. Between slashes a regular expression, which is refused where it cannot be
 * read; else as a search takes it (`plain`: as it stands). Undefined: no words, all lines.
 */
export function readFilter(text: string, plain = false): Filter | Refused | undefined {
  const [, inversion = "", words = ""] = /^\s*(!|--invert(?:\s+|$))?\s*(.*?)\s*$/s.exec(text) ?? [];
  if (words === "") return undefined;
  const inverted = inversion !== "";
  const [, source, flags] = /^\/(.+)\/(i?)$/s.exec(words) ?? [];
  if (source === undefined) return { pattern: patternOf(words, plain), inverted };
  const expression = expressionOf(words);
  if (isRefused(expression)) return expression;
  const pattern = patternOf(source);
  return { pattern: flags === "i" ? { ...pattern, flags } : pattern, inverted };
}
