// Variables as far as they are known before anything runs, and words expanded by them.
import { expand, expandWords, type Meter } from "../dockerfile/expand.ts";

/** `undefined`: it is set, but nobody knows to what (the Env of a base image that is not at hand). */
export type Value = string | undefined;

export type Scope = {
  readonly values: ReadonlyMap<string, Value>;
  /** False: a name that is not in `values` may be set all the same. */
  readonly complete: boolean;
};

export type Meaning =
  | {
      readonly ok: true;
      /** Undefined when it depends on something unknown. */
      readonly value: string | undefined;
      readonly matched: readonly string[];
      readonly unmatched: readonly string[];
    }
  | { readonly ok: false; readonly message: string; readonly matched: readonly string[]; readonly unmatched: readonly string[] };

/** One raw word; `unmatched` are the names in it that are surely not set, each once, in order. */
export function meaningOf(word: string, scope: Scope, escapeChar: string, meter: Meter): Meaning {
  const { lookup, seen } = watched(scope);
  const result = expand(word, lookup, escapeChar, meter);
  const names = { matched: [...seen.matched], unmatched: [...seen.unmatched] };
  if (!result.ok) return { ok: false, message: result.message, ...names };
  return { ok: true, value: seen.uncertain ? undefined : result.value, ...names };
}

/** Like meaningOf, then cut at blanks (EXPOSE). Undefined words: they depend on something unknown. */
export function wordsOf(word: string, scope: Scope, escapeChar: string, meter: Meter): Words {
  const { lookup, seen } = watched(scope);
  const result = expandWords(word, lookup, escapeChar, meter);
  if (!result.ok) return result;
  return { ok: true, words: seen.uncertain ? undefined : result.words };
}

type Words =
  | { readonly ok: true; readonly words: readonly string[] | undefined }
  | { readonly ok: false; readonly message: string };

function watched(scope: Scope) {
  const seen = { matched: new Set<string>(), unmatched: new Set<string>(), uncertain: false };
  const lookup = (name: string): string | undefined => {
    if (!scope.values.has(name) && scope.complete) {
      seen.unmatched.add(name);
      return undefined;
    }
    if (scope.values.has(name)) seen.matched.add(name);
    const value = scope.values.get(name);
    // Some text, so that a modifier that wants one is content; the result is not used.
    if (value === undefined) seen.uncertain = true;
    return value ?? "x";
  };
  return { lookup, seen };
}
