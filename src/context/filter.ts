/**
 * What COPY --exclude and --parents let through of a tree that is listed parents first. Patterns are moby's patternmatcher's,
 * as in .dockerignore, relative to the tree's root; the root itself always passes (BuildKit's copier).
 */
import { posix } from "node:path";
import { UserError } from "../errors.ts";
import { compileGlob } from "./glob.ts";
import { type IgnoreRules, type IgnoreState, judge } from "./ignore.ts";
import { compileIgnorePattern, type IgnorePattern } from "./ignore-pattern.ts";

export type TreeFilter = {
  /** Only what it matches, and what lies below that. Directories on the way come along when something below does. */
  readonly include?: IgnoreRules;
  readonly exclude?: IgnoreRules;
};

/** A filter, or undefined when everything passes. Throws UserError for a malformed pattern. */
export function treeFilter(exclude: readonly string[], include?: string): TreeFilter | undefined {
  if (exclude.length === 0 && include === undefined) return undefined;
  return {
    ...(exclude.length > 0 && { exclude: rulesOf(exclude, "--exclude") }),
    ...(include !== undefined && { include: rulesOf([include], "--parents") }),
  };
}

/** Not as .dockerignore is read: a leading slash stays, so `/sub` matches nothing. */
function rulesOf(words: readonly string[], flag: string): IgnoreRules {
  const patterns = words.flatMap((word, index): readonly IgnorePattern[] => {
    const text = word.trim();
    if (text === "") return [];
    const normal = posix.normalize(text);
    const cleaned = normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
    const negated = cleaned.startsWith("!");
    const rest = negated ? cleaned.slice(1) : cleaned;
    if (rest === "")
      throw new UserError({ message: `illegal exclusion pattern: "!"`, hint: `Write the pattern behind the ! of ${flag}.` });
    const pattern = compileGlob(rest) && compileIgnorePattern(text, rest, index + 1, negated);
    if (pattern) return [pattern];
    throw new UserError({
      message: `syntax error in pattern ${word} of ${flag}`,
      hint: "Close every [ with a ], or put a \\ before it.",
    });
  });
  return { file: undefined, patterns };
}

/** May something below the directory `path` pass? False saves looking into it. */
export function mayPass({ include }: TreeFilter, path: string): boolean {
  if (include === undefined) return true;
  const parts = path.split("/");
  return include.patterns.some(({ literalParents }) =>
    literalParents.every((part, index) => index >= parts.length || part === parts[index]),
  );
}

type Level<T> = {
  readonly path: string;
  readonly include: IgnoreState;
  readonly exclude: IgnoreState;
  readonly item: T;
  passed: boolean;
};

/** What passed. `waited`: a directory that comes only for the sake of something below it. */
export type Passed<T> = { readonly item: T; readonly waited: boolean };

/** A function to call with every item of one tree in order (parents first): it answers what passes now, parents first again. */
export function passing<T>(filter: TreeFilter): (item: T, path: string, directory: boolean) => readonly Passed<T>[] {
  const above: Level<T>[] = [];
  return (item, path, directory) => {
    if (path === "") return [{ item, waited: false }];
    for (let top = above.at(-1); top && !path.startsWith(`${top.path}/`); top = above.at(-1)) above.pop();
    const parent = above.at(-1);
    const included = filter.include && judge(filter.include, path, parent?.include);
    const excluded = filter.exclude && judge(filter.exclude, path, parent?.exclude);
    // The rules are written for what to leave out: "excluded" by the include rules means matched.
    const passed = (included?.excluded ?? true) && !excluded?.excluded;
    const waiting = passed ? above.filter((one) => !one.passed) : [];
    for (const one of waiting) one.passed = true;
    if (directory) above.push({ path, include: included?.state ?? [], exclude: excluded?.state ?? [], item, passed });
    return passed ? [...waiting.map((one) => ({ item: one.item, waited: true })), { item, waited: false }] : [];
  };
}
