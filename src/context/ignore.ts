/** .dockerignore: which file is read, and what it keeps out of the build context. */
import { readFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { UserError } from "../errors.ts";
import { compileGlob } from "./glob.ts";
import { compileIgnorePattern, type IgnorePattern } from "./ignore-pattern.ts";

/** What is known about a directory, for judging what lies in it: which patterns matched it or a parent. */
export type IgnoreState = readonly boolean[];

export type Verdict = { readonly excluded: boolean; readonly state: IgnoreState };

export type IgnoreRules = {
  /** Where they came from, as one says it; undefined: there is no such file. */
  readonly file: string | undefined;
  readonly patterns: readonly IgnorePattern[];
};

/** Nothing is kept out. */
export const noIgnore: IgnoreRules = { file: undefined, patterns: [] };

/**
 * Reads `<Dockerfile>.dockerignore` beside the Dockerfile or, when there is none, `.dockerignore` in the root of the context.
 * Throws UserError with file and line for a malformed pattern or when the file cannot be read.
 */
export async function readIgnore(root: string, dockerfile?: string): Promise<IgnoreRules> {
  const beside = dockerfile === undefined ? [] : [join(dirname(dockerfile), `${basename(dockerfile)}.dockerignore`)];
  for (const file of [...beside, join(root, ".dockerignore")]) {
    try {
      return parseIgnore(await readFile(file, "utf8"), file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (error instanceof UserError) throw error;
      // BuildKit takes a folder of that name for none
      if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "EISDIR")
        throw new UserError({ message: `cannot read ${file}: ${code}` });
    }
  }
  return noIgnore;
}

/** The rules in `text`. Throws UserError naming `file` and line. */
export function parseIgnore(text: string, file: string): IgnoreRules {
  const patterns: IgnorePattern[] = [];
  const lines = text.replace(/^\ufeff/, "").split("\n");
  for (const [index, raw] of lines.entries()) {
    if (raw.startsWith("#")) continue;
    const line = raw.trim();
    if (line === "") continue;
    const include = line.startsWith("!");
    const rest = include ? line.slice(1).trim() : line;
    const cleaned = clean(rest);
    const place = { file, line: index + 1 };
    if (cleaned === "") {
      throw new UserError({
        message: `illegal exclusion pattern: "!"`,
        place,
        hint: "Write the pattern to take back in behind the !.",
      });
    }
    // The engine tests the syntax as a file name pattern first, then makes its own expression of it.
    const pattern = compileGlob(cleaned) && compileIgnorePattern(line, cleaned, index + 1, include);
    if (!pattern) {
      throw new UserError({
        message: `syntax error in pattern ${line}`,
        place,
        hint: "Close every [ with a ], or put a \\ before it.",
      });
    }
    patterns.push(pattern);
  }
  return { file, patterns };
}

/** Cleaned as a path, one leading slash removed; "" for an empty one. */
function clean(pattern: string): string {
  if (pattern === "") return "";
  const cleaned = posix.normalize(pattern);
  const rooted = cleaned.length > 1 && cleaned.startsWith("/") ? cleaned.slice(1) : cleaned;
  return rooted.length > 1 && rooted.endsWith("/") ? rooted.slice(0, -1) : rooted;
}

/**
 * Is `path` kept out, given what is known of its parent directory (undefined: the root)? The last pattern that matches the
 * path or a parent decides. A `!` line counts for what lies below a directory only if that directory was out when the line
 * was reached, as in the engine.
 */
export function judge(rules: IgnoreRules, path: string, parent: IgnoreState | undefined): Verdict {
  let excluded = false;
  const state: boolean[] = new Array(rules.patterns.length);
  for (const [index, pattern] of rules.patterns.entries()) {
    const matched = (parent?.[index] ?? false) || ((!pattern.include || excluded) && pattern.matches(path));
    state[index] = matched;
    if (matched) excluded = !pattern.include;
  }
  return { excluded, state };
}

/** The same for a path on its own, from the root down. `pattern` is the line that decided. */
export function judgePath(rules: IgnoreRules, path: string): { readonly excluded: boolean; readonly pattern?: IgnorePattern } {
  let verdict: Verdict = { excluded: false, state: [] };
  for (let end = path.indexOf("/"); ; end = path.indexOf("/", end + 1)) {
    verdict = judge(rules, end < 0 ? path : path.slice(0, end), verdict.state);
    if (end < 0) break;
  }
  const decided = verdict.state.lastIndexOf(true);
  const pattern = rules.patterns[decided];
  return pattern ? { excluded: verdict.excluded, pattern } : { excluded: verdict.excluded };
}

/** May something below the excluded directory `path` be taken back in? If not there is no need to look into it. */
export function mayHoldIncluded(rules: IgnoreRules, path: string): boolean {
  const parts = path.split("/");
  return rules.patterns.some((pattern) => {
    if (!pattern.include) return false;
    return pattern.literalParents.every((part, index) => index >= parts.length || part === parts[index]);
  });
}
