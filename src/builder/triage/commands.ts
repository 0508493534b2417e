/** The commands of a RUN's script in one row, each with what its failure means to the whole. Pure. */
import { readShell } from "./read-shell.ts";
import type { AndOr, List, Node, Simple } from "./shell-tree.ts";

/** Places are offsets into the script. */
export type ScriptCommand = Pick<Simple, "start" | "end" | "words" | "bodies"> & {
  /** The RUN fails where it fails. */
  readonly decides: boolean;
  /** The script went on behind its failure, and `set -e` would have ended it there. */
  readonly passedOver: boolean;
  /** It stands in a function: its failure ends who calls it. */
  readonly called: boolean;
};

/** Options of the shell that are set so far. */
type Options = { errexit: boolean; pipefail: boolean };

type Around = Pick<ScriptCommand, "decides" | "called"> & {
  /** Its failure is asked for: by `if`, `||`, `!` and the like. */
  readonly asked: boolean;
  readonly options: Options;
};

/** `shell`: the words before the script. Undefined where the script cannot be read with certainty. */
export function commandsOf(text: string, shell: readonly string[]): readonly ScriptCommand[] | undefined {
  const list = readShell(text);
  if (list === undefined) return undefined;
  const options = { errexit: false, pipefail: false };
  setOptions(options, shell);
  const found: ScriptCommand[] = [];
  walk(list, { decides: true, called: false, asked: false, options }, found);
  return found;
}

function walk(list: List, around: Around, found: ScriptCommand[]): void {
  for (const [at, each] of list.entries()) {
    const decides = around.decides && (around.options.errexit || at === list.length - 1);
    walkAndOr(each, { ...around, decides }, found);
  }
}

function walkAndOr({ pipelines, joints, background }: AndOr, around: Around, found: ScriptCommand[]): void {
  for (const [at, { negated, parts }] of pipelines.entries()) {
    const rescued = joints.some((joint, index) => index >= at && joint === "||" && !givesUp(pipelines[index + 1]?.parts[0]));
    const asked = around.asked || negated || background || at < joints.length;
    for (const [place, part] of parts.entries()) {
      const isLast = place === parts.length - 1;
      const counts = isLast || around.options.pipefail;
      const decides = around.decides && !rescued && !negated && !background && counts;
      // each part of a pipe is a shell of its own
      const options = parts.length > 1 ? { ...around.options } : around.options;
      walkNode(part, { ...around, options, decides, asked: asked || !counts }, found);
    }
  }
}

/** `|| exit 1` and `|| false` let the failure before them be the RUN's. */
const givesUp = (node: Node | undefined): boolean =>
  node?.type === "simple" && /^(?:exit|return)(?: [1-9]\d*)?$|^false$/.test(node.words.join(" "));

function walkNode(node: Node, around: Around, found: ScriptCommand[]): void {
  switch (node.type) {
    case "simple": {
      const { start, end, words, bodies, inner } = node;
      const { decides, called, asked, options } = around;
      if (words[0] === "set") setOptions(options, words.slice(1));
      found.push({ start, end, words, bodies, decides, called, passedOver: !asked && !called && !options.errexit });
      for (const each of inner) walk(each, { ...around, decides: false, asked: true, options: { ...options } }, found);
      return;
    }
    case "group":
      walk(node.body, node.subshell ? { ...around, options: { ...around.options } } : around, found);
      return;
    case "compound":
      for (const each of node.asked) walk(each, { ...around, decides: false, asked: true }, found);
      for (const each of node.bodies) walk(each, around, found);
      return;
    case "function":
      walkNode(node.body, { ...around, decides: false, called: true, options: { ...around.options } }, found);
  }
}

/** As `set` and a shell take them: -e, -euo pipefail, +e. */
function setOptions(options: Options, words: readonly string[]): void {
  for (const [at, word] of words.entries()) {
    if (/^[-+]\w*e/.test(word)) options.errexit = word.startsWith("-");
    if (!/^[-+]\w*o$/.test(word)) continue;
    const name = words[at + 1];
    if (name === "errexit" || name === "pipefail") options[name] = word.startsWith("-");
  }
}

/** Programs that run another one, by its name. */
const wrappers = new Set("exec command builtin env sudo time nice nohup timeout xargs chroot setsid busybox".split(" "));

/** The names of the programs that a command runs, without folders: `env A=b make -j` runs env and make. */
export function programsOf({ words }: Pick<ScriptCommand, "words">): readonly string[] {
  const names: string[] = [];
  for (const word of words) {
    if (names.length > 0 && /^-|^\w+=|^[\d.]+[smhd]?$/.test(word)) continue;
    const name = word.slice(word.lastIndexOf("/") + 1);
    names.push(name);
    if (!wrappers.has(name)) break;
  }
  return names;
}
