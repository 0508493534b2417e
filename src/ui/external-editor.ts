/** Which program edits files here, and how it is told the line; which one shows long texts. */
import { accessSync, constants } from "node:fs";
import { basename, delimiter, join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** $VISUAL, else $EDITOR, split as a shell would; else vi, or nano where there is no vi. */
export function editorCommand(env: Env): readonly string[] {
  for (const value of [env.VISUAL, env.EDITOR]) {
    const words = splitWords(value ?? "");
    if (words.length > 0) return words;
  }
  return [["vi", "nano"].find((name) => installed(name, env.PATH ?? "")) ?? "vi"];
}

/** $PAGER, split as a shell would; else less, or more where there is no less. */
export function pagerCommand(env: Env): readonly string[] {
  const words = splitWords(env.PAGER ?? "");
  return words.length > 0 ? words : [["less", "more"].find((name) => installed(name, env.PATH ?? "")) ?? "less"];
}

/** Span of a command line: blanks part them; quotes and backslashes work as in sh. Nothing is expanded. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  const word = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g;
  for (const [found] of text.matchAll(word)) {
    words.push(
      found.replace(/\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g, (_, escaped?: string, double?: string, single?: string) => {
        if (escaped !== undefined) return escaped;
        return double === undefined ? (single ?? "") : double.replace(/\\(["\\$`])/g, "$1");
      }),
    );
  }
  return words;
}

/** Editors of windows take `file:line`; the others know `+line file`, as POSIX vi does. */
export function editorArguments(command: string, path: string, line: number): readonly string[] {
  const name = basename(command);
  if (["code", "code-insiders", "codium", "cursor"].includes(name)) return ["--goto", `${path}:${line}`];
  if (["subl", "zed", "hx", "helix"].includes(name)) return [`${path}:${line}`];
  return [`+${line}`, path];
}

function installed(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
