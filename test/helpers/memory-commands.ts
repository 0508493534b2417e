/** The commands memory-shell.ts knows, as far as tests use them; they mean what busybox's mean. */
import { posix } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  children,
  directory,
  FileTrouble,
  file,
  lookup,
  makeParents,
  put,
  realPath,
  removeAll,
  symlink,
  type Tree,
} from "./memory-files.ts";

export type World = {
  readonly tree: Tree;
  readonly env: Map<string, string>;
  cwd: string;
  readonly uid: number;
  /** What standard input brings, then its end. */
  readonly input: string;
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
};

export type Output = { out: (text: string) => void; err: (text: string) => void };
export type Command = (words: readonly string[], world: World, output: Output) => number | Promise<number>;

/** Thrown by `exit`. */
export class Exit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

export function at(world: World, path: string): string {
  return posix.resolve(world.cwd, path);
}

function say(out: (text: string) => void, text: string): number {
  out(text);
  return 0;
}

export const commands: Readonly<Record<string, Command>> = {
  true: () => 0,
  ":": () => 0,
  set: () => 0,
  false: () => 1,
  echo: (words, _world, { out }) => {
    const bare = words[0] === "-n";
    out(words.slice(bare ? 1 : 0).join(" ") + (bare ? "" : "\n"));
    return 0;
  },
  printf: ([format = "", ...rest], _world, { out }) => {
    const queue = [...rest];
    out(
      format
        .replaceAll("\\n", "\n")
        .replaceAll("\\t", "\t")
        .replaceAll("\\r", "\r")
        .replace(/%[sd]/g, () => queue.shift() ?? ""),
    );
    return 0;
  },
  seq: ([from, to], _world, { out }) => {
    for (let number = Number(from); number <= Number(to); number++) out(`${number}\n`);
    return 0;
  },
  exit: ([code = "0"]) => {
    throw new Exit(Number(code));
  },
  sleep: async ([seconds = "0"], world) => {
    await sleep(Number(seconds) * 1000, undefined, { signal: world.signal });
    return 0;
  },
  pwd: (_words, world, { out }) => say(out, `${world.cwd}\n`),
  hostname: (_words, _world, { out }) => say(out, "buildkitsandbox\n"),
  id: (_words, world, { out }) => say(out, `${world.uid}\n`),
  env: (_words, world, { out }) => say(out, [...world.env].map(([name, value]) => `${name}=${value}\n`).join("")),
  cd: ([path = "/"], world) => {
    world.cwd = realPath(world.tree, at(world, path), true);
    return 0;
  },
  cat: (words, world, { out, err }) => {
    if (words.length === 0) out(world.input);
    for (const word of words) {
      const node = lookup(world.tree, at(world, word), true);
      if (node?.type !== "file") {
        err(`cat: can't open '${word}': No such file or directory\n`);
        return 1;
      }
      out(node.data.toString());
    }
    return 0;
  },
  ls: (words, world, { out, err }) => {
    const [word = "."] = words.filter((each) => !each.startsWith("-"));
    const path = realPath(world.tree, at(world, word), true);
    const node = world.tree.get(path);
    if (node === undefined) {
      err(`ls: ${word}: No such file or directory\n`);
      return 1;
    }
    out(
      node.type === "directory"
        ? children(world.tree, path)
            .map((name) => `${name}\n`)
            .join("")
        : `${word}\n`,
    );
    return 0;
  },
  touch: (words, world) => {
    for (const word of words) {
      const path = realPath(world.tree, at(world, word), true);
      if (world.tree.get(posix.dirname(path))?.type !== "directory") throw new FileTrouble(`${word}: No such file or directory`);
      const old = world.tree.get(path);
      put(world.tree, path, old ? { ...old, mtime: Date.now() / 1000 } : file("", { uid: world.uid, gid: world.uid }));
    }
    return 0;
  },
  mkdir: (words, world) => {
    for (const word of words.filter((each) => each !== "-p")) {
      const path = at(world, word);
      if (words.includes("-p")) makeParents(world.tree, path);
      else if (lookup(world.tree, path, false)) throw new FileTrouble(`can't create directory '${word}': File exists`);
      else put(world.tree, path, directory({ uid: world.uid, gid: world.uid }));
    }
    return 0;
  },
  rm: (words, world) => {
    const force = words.some((word) => /^-\w*f/.test(word));
    for (const word of words.filter((each) => !each.startsWith("-"))) {
      const path = realPath(world.tree, at(world, word), false);
      if (!world.tree.has(path) && !force) throw new FileTrouble(`can't remove '${word}': No such file or directory`);
      removeAll(world.tree, path);
    }
    return 0;
  },
  ln: ([, target = "", name = ""], world) => {
    put(world.tree, at(world, name), symlink(target));
    return 0;
  },
  chmod: ([mode = "0", ...words], world) => {
    for (const word of words) {
      const path = realPath(world.tree, at(world, word), true);
      const node = world.tree.get(path);
      if (node === undefined) throw new FileTrouble(`${word}: No such file or directory`);
      world.tree.set(path, { ...node, mode: Number.parseInt(mode, 8) });
    }
    return 0;
  },
  test: (words, world) => condition(words, world),
  "[": (words, world) => condition(words.slice(0, -1), world),
  stty: () => 0,
};

function condition([first = "", second, third]: readonly string[], world: World): number {
  if (second === "=") return first === third ? 0 : 1;
  const node = lookup(world.tree, at(world, second ?? ""), true);
  if (first === "-e") return node ? 0 : 1;
  if (first === "-f") return node?.type === "file" ? 0 : 1;
  if (first === "-d") return node?.type === "directory" ? 0 : 1;
  return 2;
}
