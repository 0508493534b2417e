/** Where the shell of a RUN may have stood when it looked for a program. Pure. */
import { posix } from "node:path";

export type Folders = {
  /** The likeliest first: the last one that is gone to, and the working directory at the end. */
  readonly known: readonly string[];
  /** Some word of a `cd` cannot be told without running it. */
  readonly isUnsure: boolean;
};

/** A `cd` or `pushd` where a command begins, and its word, in quotes perhaps. */
const goesTo =
  /(?:^|[\n;&|({])\s*(?:(?:then|do|else|!)\s+)*(?:cd|pushd)[ \t]+(?:-[LP][ \t]+)?(?:--[ \t]+)?("[^"\n]*"|'[^'\n]*'|[^\s;&|()]+)/g;

const most = 6;

/** `env` as the process has it, `NAME=value`. */
export function foldersOf(script: string, workdir: string, env: readonly string[]): Folders {
  let known: readonly string[] = [workdir];
  let isUnsure = false;
  for (const [, word = ""] of script.matchAll(goesTo)) {
    const folder = told(word, env);
    if (folder === undefined) {
      isUnsure = true;
      continue;
    }
    const there = known.map((from) => posix.resolve(from, folder));
    known = [...new Set([...there, ...known])].slice(0, most);
    if (!known.includes(workdir)) known = [...known.slice(0, most - 1), workdir];
  }
  return { known, isUnsure };
}

/** Undefined where a shell would have to tell. */
function told(word: string, env: readonly string[]): string | undefined {
  if (word.startsWith("'")) return word.slice(1, -1);
  const plain = word.replace(/^"(.*)"$/, "$1");
  let isKnown = true;
  const value = plain.replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    const entry = env.findLast((each) => each.startsWith(`${bare ?? braced}=`));
    isKnown &&= entry !== undefined;
    return entry?.slice(entry.indexOf("=") + 1) ?? "";
  });
  return isKnown && value !== "" && !/[$`\\*?[~"]|^-/.test(value) ? value : undefined;
}
