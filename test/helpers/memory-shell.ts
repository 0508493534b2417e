/**
 * Programs of the in-memory engine: a shell that knows lists, quotes, variables, redirections and the few commands
 * tests use, so that one script means the same here and in busybox. What it does not know is "not found", exit 127.
 */
import { posix } from "node:path";
import { at, commands, Exit, type Output, type World } from "./memory-commands.ts";
import { FileTrouble, file, lookup, put, realPath, type Tree } from "./memory-files.ts";

/** Runs a script as `sh -c` would; resolves with its exit code, 137 when killed through the signal. */
export async function runScript(script: string, world: World): Promise<number> {
  try {
    return await runList(script, world, { out: world.print, err: world.print });
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (world.signal.aborted) return 137;
    throw error;
  }
}

/** Does the program exist: a path in the tree, or a command known here? */
export function hasProgram(name: string, tree: Tree): boolean {
  return name.startsWith("/") ? lookup(tree, name, true)?.type === "file" : name in commands || ["sh", "busybox"].includes(name);
}

export async function runProgram(argv: readonly string[], world: World): Promise<number> {
  const [program = "", ...rest] = argv;
  if (program === "/.dockerenv") return runStarter(rest, world);
  const name = posix.basename(program);
  if (["sh", "bash", "ash"].includes(name)) return rest[0] === "-c" ? runScript(rest[1] ?? "", world) : 0;
  const command = commands[name];
  if (command === undefined) return 0;
  try {
    return await command(rest, world, { out: world.print, err: world.print });
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (world.signal.aborted) return 137;
    throw error;
  }
}

/** dbuild's starter (src/builder/sandbox/starter): an environment from standard input or a file, then the program. */
function runStarter([source = "", ...argv]: readonly string[], world: World): Promise<number> {
  const text = source === "" ? world.input : (lookup(world.tree, source, true)?.data.toString() ?? "");
  for (const entry of text.split("\0").filter(Boolean)) {
    const [name = ""] = entry.split("=", 1);
    world.env.set(name, entry.slice(name.length + 1));
  }
  return runProgram(argv, source === "" ? { ...world, input: "" } : world);
}

async function runList(script: string, world: World, output: Output): Promise<number> {
  let code = 0;
  let joint = ";";
  for (const { text, end } of split(script)) {
    const wanted = joint === ";" || (joint === "&&" ? code === 0 : code !== 0);
    if (wanted && text.trim() !== "") code = await runSimple(text, world, output);
    joint = end;
  }
  return code;
}

/** Cuts at `;`, newline, `&&`, `||` outside of quotes; drops comments. */
function split(script: string): readonly { text: string; end: string }[] {
  const parts: { text: string; end: string }[] = [];
  const pieces = script.match(/'[^']*'|"(?:[^"\\]|\\.)*"|\\[\s\S]|&&|\|\||[;\n]|(?:^|(?<=[\s;]))#[^\n]*|[\s\S]/g) ?? [];
  let text = "";
  for (const piece of pieces) {
    if (piece === "&&" || piece === "||" || piece === ";" || piece === "\n") {
      parts.push({ text, end: piece === "\n" ? ";" : piece });
      text = "";
    } else if (!piece.startsWith("#")) text += piece === "\\\n" ? "" : piece;
  }
  parts.push({ text, end: ";" });
  return parts;
}

async function runSimple(text: string, world: World, outer: Output): Promise<number> {
  const words = wordsOf(text, world);
  const output = { ...outer };
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [, from, , sign, attached] = /^((1|2)?)(>>?)(.*)$/.exec(word) ?? [];
    if (sign === undefined) {
      rest.push(word);
      continue;
    }
    const target = attached || (words[++at] ?? "");
    if (target === "&2") output.out = output.err;
    else if (target === "&1") output.err = output.out;
    else {
      const write = writer(world, target, sign === ">>");
      if (from === "2") output.err = write;
      else output.out = write;
    }
  }
  while (/^\w+=/.test(rest[0] ?? "")) {
    const [, name = "", value = ""] = /^(\w+)=([\s\S]*)$/.exec(rest.shift() ?? "") ?? [];
    world.env.set(name, value);
  }
  const [name, ...args] = rest;
  if (name === undefined) return 0;
  const command = commands[posix.basename(name)];
  if (command === undefined) {
    output.err(`sh: ${name}: not found\n`);
    return 127;
  }
  try {
    return await command(args, world, output);
  } catch (error) {
    if (!(error instanceof FileTrouble)) throw error;
    output.err(`${name}: ${error.message}\n`);
    return 1;
  }
}

function wordsOf(text: string, world: World): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [piece] of text.matchAll(/'[^']*'|"(?:[^"\\]|\\.)*"|\\[\s\S]|\s+|[^\s'"\\]+/g)) {
    if (/^\s/.test(piece)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (piece.startsWith("'")) word = (word ?? "") + piece.slice(1, -1);
    else if (piece.startsWith('"')) word = (word ?? "") + expand(piece.slice(1, -1), world).replace(/\\([\s\S])/g, "$1");
    else if (piece.startsWith("\\")) word = (word ?? "") + piece.slice(1);
    else word = (word ?? "") + expand(piece, world);
  }
  return word === undefined ? words : [...words, word];
}

function expand(text: string, world: World): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced: string | undefined, bare: string | undefined) => {
    return world.env.get(braced ?? bare ?? "") ?? "";
  });
}

function writer(world: World, target: string, append: boolean): (text: string) => void {
  if (target === "/dev/null") return () => {};
  const path = realPath(world.tree, at(world, target), true);
  const old = world.tree.get(path);
  if (world.tree.get(posix.dirname(path))?.type !== "directory")
    throw new FileTrouble(`cannot create ${target}: nonexistent directory`);
  put(
    world.tree,
    path,
    file(
      append ? (old?.data ?? "") : "",
      old ? { mode: old.mode, uid: old.uid, gid: old.gid } : { uid: world.uid, gid: world.uid },
    ),
  );
  return (text) => {
    const node = world.tree.get(path);
    if (node) world.tree.set(path, { ...node, data: Buffer.concat([node.data, Buffer.from(text)]) });
  };
}
