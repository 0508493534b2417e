/** Which shells a layer can give, the best first: the programs in it decide, before anything is started. */
import { randomUUID } from "node:crypto";
import type { FindProgram, ShellAsked, ShellChoice } from "../debugger/shell-port.ts";
import { type Family, shellWords } from "./language.ts";
import { words } from "./quoting.ts";
import { type Become, byItself, throughShell } from "./shell-command.ts";

/** Looked for in this order, where SHELL itself is none that a person can type at. */
const plainShells: readonly (readonly [word: string, family: Family])[] = [
  ["/bin/sh", "sh"],
  ["sh", "sh"],
  ["bash", "bash"],
  ["ash", "sh"],
  ["dash", "sh"],
  ["zsh", "zsh"],
];
const bashPlaces = ["bash", "/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash"];

/** Empty: the layer has no shell. Throws what `find` throws. */
export async function shellChoices(find: FindProgram, asked: ShellAsked): Promise<readonly ShellChoice[]> {
  const { shell, own } = asked;
  const said = shellWords(shell);
  const [ownIsThere, bash] = await Promise.all([
    allThere(find, said.direct ? said.program : said.program.slice(0, 1)),
    own ? undefined : first(find, bashPlaces),
  ]);
  const plain = async (): Promise<Become | undefined> => {
    for (const [word, family] of plainShells) {
      const found = await find(word);
      if (found !== undefined) return { program: [found], family };
    }
    return undefined;
  };
  const choices: ShellChoice[] = [];
  const inImage: Become | undefined = bash === undefined ? undefined : { program: [bash], family: "bash" };
  if (said.language === "posix" && ownIsThere) {
    const program = said.direct ? said.program : said.program.slice(-1);
    const ownShell: Become | undefined = said.family === undefined ? undefined : { program, family: said.family };
    // bash and zsh have a history and completion; others only where nothing better is there
    const better = said.family === "bash" || said.family === "zsh" ? undefined : inImage;
    const become = better ?? ownShell ?? (await plain());
    if (become !== undefined) choices.push(started(asked, become, !said.direct));
    if (become !== undefined && said.direct) return choices;
  } else if (ownIsThere && (own || inImage === undefined)) {
    // a language of its own: what a person gets who types that name
    choices.push({ argv: said.program, name: words(said.program) });
  }
  if (own && choices.length > 0) return choices;
  const fallback = inImage ?? (await plain());
  return fallback === undefined ? choices : [...choices, started(asked, fallback, false)];
}

/** A busybox that is mounted at `folder`, with a link for each of its programs. */
export function mountedShell({ shell, lastCommand }: ShellAsked, folder: string): ShellChoice {
  const mark = newMark();
  const become: Become = { program: [`${folder}/busybox`, "sh"], family: "sh" };
  return { argv: byItself({ shell, lastCommand, become, mark, tools: folder }), name: "busybox sh", mark };
}

/** `wrapped`: by SHELL's own words. */
function started({ shell, lastCommand }: ShellAsked, become: Become, wrapped: boolean): ShellChoice {
  const mark = newMark();
  const wanted = { shell, lastCommand, become, mark };
  const name = words(become.program);
  if (!wrapped) return { argv: byItself(wanted), name, mark };
  return { argv: throughShell(wanted), name, note: `by ${words(wrapperOf(shell))}`, mark };
}

/** SHELL without its last shell and the options behind it. */
function wrapperOf(shell: readonly string[]): readonly string[] {
  const { program, family } = shellWords(shell);
  return family === undefined ? program : program.slice(0, -1);
}

async function allThere(find: FindProgram, list: readonly string[]): Promise<boolean> {
  for (const word of list) {
    const found = await find(word);
    if (found === undefined) return false;
    // busybox brings the shell it is told to be
    if (found.endsWith("/busybox")) return true;
  }
  return true;
}

async function first(find: FindProgram, list: readonly string[]): Promise<string | undefined> {
  return (await Promise.all(list.map(find))).find((found) => found !== undefined);
}

/** Nothing in the container can know it, so nothing there prints it by chance. Begins with what no text has. */
const newMark = (): string => `\u0002dbuild-${randomUUID()}`;
