/** The query of a git address, `?ref=…&subdir=…`, as BuildKit reads it beside what the fragment says. Pure. */
import path from "node:path";

export type GitParts = {
  /** Branch, tag, commit or full ref name; absent: the remote's HEAD. */
  readonly ref?: string;
  /** The commit (or its beginning) that must come. */
  readonly checksum?: string;
  /** Folder of the repository that is wanted, relative. */
  readonly subdir?: string;
  readonly keepGitDir?: boolean;
  readonly submodules?: boolean;
};

export const knownQueries = ["ref", "tag", "branch", "subdir", "checksum", "commit", "keep-git-dir", "submodules"] as const;

type Query = Partial<Readonly<Record<(typeof knownQueries)[number], string>>>;

/** `fragment` is what stands behind the #. `bad` makes the error thrown for what BuildKit refuses. */
export function gitParts(fragment: string, query: string, bad: (why: string) => Error): GitParts {
  const [ref = "", ...rest] = fragment.split(":");
  const folder = rest.join(":");
  const given = readQuery(query, bad);
  const { checksum = given.commit } = given;
  if (checksum !== undefined && !/^[0-9a-f]+$/i.test(checksum)) throw bad(`checksum "${checksum}" is not a commit`);
  if (given.tag !== undefined && given.branch !== undefined)
    throw bad(`a tag and a branch are named, ${given.tag} and ${given.branch}`);
  const named = [ref || undefined, given.ref, whole("refs/tags/", given.tag), whole("refs/heads/", given.branch)];
  const wanted = agreed("refs", named, bad);
  const subdir = agreed("folders", [folder === "" ? undefined : cleanFolder(folder), given.subdir], bad);
  const keepGitDir = truth("keep-git-dir", given, bad);
  const submodules = truth("submodules", given, bad);
  return {
    ...(wanted !== undefined && { ref: wanted }),
    ...(subdir !== undefined && { subdir }),
    ...(checksum !== undefined && { checksum }),
    ...(keepGitDir !== undefined && { keepGitDir }),
    ...(submodules !== undefined && { submodules }),
  };
}

function readQuery(text: string, bad: (why: string) => Error): Query {
  const query: Record<string, string> = {};
  for (const [key, value] of pairs(text)) {
    if (!knownQueries.some((known) => known === key)) throw bad(`unexpected query "${key}"`);
    if (query[key] !== undefined) throw bad(`the query "${key}" is given twice`);
    if (value === "" && key !== "keep-git-dir" && key !== "submodules") throw bad(`the query "${key}" has no value`);
    query[key] = value;
  }
  return query;
}

/** What Go makes of a query: pairs with a semicolon or a broken escape are passed over. */
function pairs(text: string): readonly (readonly [string, string])[] {
  return text.split("&").flatMap((pair) => {
    if (pair === "" || pair.includes(";")) return [];
    const at = pair.indexOf("=");
    try {
      const decode = (part: string) => decodeURIComponent(part.replaceAll("+", " "));
      return [[decode(at < 0 ? pair : pair.slice(0, at)), at < 0 ? "" : decode(pair.slice(at + 1))] as const];
    } catch {
      return [];
    }
  });
}

const whole = (prefix: string, name: string | undefined): string | undefined =>
  name === undefined || name.startsWith(prefix) ? name : `${prefix}${name}`;

const cleanFolder = (folder: string): string => path.posix.normalize(folder).replace(/(?<=.)\/$/, "");

/** The one word all of them are. */
function agreed(what: string, words: readonly (string | undefined)[], bad: (why: string) => Error): string | undefined {
  const [first, ...others] = words.filter((word) => word !== undefined);
  const other = others.find((word) => word !== first);
  if (other !== undefined) throw bad(`two ${what} are named, ${first} and ${other}`);
  return first;
}

function truth(key: "keep-git-dir" | "submodules", query: Query, bad: (why: string) => Error): boolean | undefined {
  const value = query[key];
  if (value === undefined) return undefined;
  if (value === "" || /^(?:1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(?:0|f|F|false|FALSE|False)$/.test(value)) return false;
  throw bad(`${key} is true or false, not "${value}"`);
}
