/**
 * An engine without an engine, for unit tests: images and containers in memory, programs by memory-shell.ts. Held to the
 * same contract as the real one (test/engine/contract.ts), so it may be believed. Starts with `busybox:latest`.
 */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type {
  ContainerSpec,
  Engine,
  HistoryEntry,
  Image,
  ImageConfig,
  ImageRewrite,
  PullProgress,
} from "../../src/engine/engine.ts";
import { madeBy } from "../../src/engine/engine.ts";
import { EngineLostError, EngineRefusedError } from "../../src/errors.ts";
import type { World } from "./memory-commands.ts";
import {
  differences,
  directory,
  FileTrouble,
  file,
  lookup,
  makeParents,
  realPath,
  statOf,
  symlink,
  type Tree,
  tarOf,
  unpack,
} from "./memory-files.ts";
import { type Mounted, makeMountPoints, sharedTree, withMounts } from "./memory-mounts.ts";
import { memoryArchive } from "./memory-save.ts";
import { hasProgram, runProgram } from "./memory-shell.ts";
import { memoryTerminal } from "./memory-terminal.ts";
import { isTools, runTools } from "./memory-tools.ts";

/** A program of a test's own, instead of the shell. Return undefined to let the shell run `argv`. */
export type Program = (argv: readonly string[], world: World) => Promise<number | undefined> | number | undefined;

export type MemoryOptions = {
  readonly program?: Program;
  /** Images that pull() can find, by `repo:tag`: their files and config. */
  readonly registry?: Readonly<Record<string, Seed>>;
};

/** Files by absolute path; a text starting with `-> ` is a link. */
export type Seed = { readonly files?: Readonly<Record<string, string>>; readonly config?: ImageConfig };

export type MemoryEngine = Engine & {
  /** Every call as `name detail`, for tests that care about order. */
  readonly calls: readonly string[];
  /** From now on every call throws EngineLostError, and what runs ends that way; `false` brings it back. */
  lose(lost?: boolean): void;
  /** Puts an image in, as if it had been pulled before. */
  add(tag: string, seed: Seed): Image;
};

type StoredImage = { readonly image: Image; readonly tree: Tree; readonly history: readonly HistoryEntry[] };
type Container = {
  readonly id: string;
  spec: ContainerSpec;
  readonly base: Tree;
  readonly image: StoredImage | undefined;
  tree: Tree;
  running: AbortController | undefined;
  started: boolean;
  /** What attach() brought for its standard input. */
  input: Uint8Array | undefined;
  /** Who is attached. */
  readonly listeners: Set<(chunk: Uint8Array, time: string) => void>;
  /** What it has printed so far, with the time; kept only where the spec asks for it. */
  readonly log: { readonly time: string; readonly data: Uint8Array }[];
  /** The program's exit code, once it was started. */
  ended: Promise<number>;
  /** Its end, whatever came of it; a program that is not started has none. */
  readonly exit: Promise<void>;
  readonly exited: () => void;
  /** Seconds since the epoch. */
  readonly created: number;
  /** What lies at the mounts' targets; volumes share theirs. */
  readonly mounts: readonly Mounted[];
};

const utilities = ["sh", "busybox", "cat", "echo", "env", "id", "ls", "sleep", "touch", "mkdir", "rm", "true", "false"];

export function createMemoryEngine(options: MemoryOptions = {}): MemoryEngine {
  const images = new Map<string, StoredImage>();
  const tags = new Map<string, string>();
  /** When an image was last made or named, in seconds since the epoch. */
  const touched = new Map<string, number>();
  const containers = new Map<string, Container>();
  const volumes = new Map<string, Tree>();
  /** Those of them that are there only while somebody runs. */
  const inMemory = new Set<string>();
  /** Who hears when a container is paused. */
  const pauses = new Map<string, (paused: boolean) => void>();
  const calls: string[] = [];
  let lost = false;
  let serial = 0;

  const alive = (call: string): void => {
    calls.push(call);
    if (lost) throw new EngineLostError("the connection to the engine at memory: broke off", "Bring it back.");
  };
  const shown = ({ image }: StoredImage): Image => ({
    ...image,
    tags: [...tags].filter(([, id]) => id === image.id).map(([tag]) => tag),
  });
  const find = (ref: string): StoredImage | undefined => {
    if (!/^[\w./:@-]+$/.test(ref) || /[A-Z]/.test(ref.split(":")[0] ?? ""))
      throw new EngineRefusedError(`invalid reference format: "${ref}"`, 400);
    return images.get(ref) ?? images.get(tags.get(withTag(ref)) ?? "");
  };
  const need = (ref: string): StoredImage => {
    const found = find(ref);
    if (found === undefined) throw new EngineRefusedError(`No such image: ${withTag(ref)}`, 404);
    return found;
  };
  const container = (id: string): Container => {
    const found = containers.get(id) ?? [...containers.values()].find(({ spec }) => spec.name === id);
    if (found === undefined) throw new EngineRefusedError(`No such container: ${id}`, 404);
    return found;
  };
  const store = (
    rewrite: Omit<ImageRewrite, "source">,
    diffIds: readonly string[],
    tree: Tree,
    wanted: readonly string[],
  ): Image => {
    const { config, created, author, os, architecture, variant = "", history } = rewrite;
    const id = digest([config, created, author, os, architecture, variant, history, diffIds]);
    const size = bytesIn(tree);
    touched.set(id, Date.now() / 1000);
    const image = { id, config, created, author, os, architecture, variant, diffIds, size, tags: [] };
    images.set(id, { image, tree, history });
    for (const tag of wanted) tags.set(withTag(tag), id);
    return shown({ image, tree, history });
  };
  const add = (tag: string, seed: Seed): Image => {
    const tree: Tree = new Map([["/", directory({ mtime: 0 })]]);
    for (const [path, text] of Object.entries(seed.files ?? {})) {
      makeParents(tree, path.slice(0, path.lastIndexOf("/")) || "/");
      tree.set(path, text.startsWith("-> ") ? symlink(text.slice(3), { mtime: 0 }) : file(text, { mtime: 0 }));
    }
    const created = "2024-01-01T00:00:00Z";
    const history = [{ created, comment: "Imported from -" }];
    const made = { config: seed.config ?? {}, history, created, author: "", os: "linux", architecture: "amd64" };
    return store(made, [digest([...tree])], tree, [tag]);
  };
  const world = ({ spec, tree }: Container, print: (text: string) => void, signal: AbortSignal, input = ""): World => {
    const env = new Map([["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]]);
    for (const entry of spec.env ?? []) {
      const [name = ""] = entry.split("=", 1);
      if (entry.includes("=")) env.set(name, entry.slice(name.length + 1));
      else env.delete(name);
    }
    if (!env.has("HOME")) env.set("HOME", userOf(spec.user, tree) === 0 ? "/root" : "/");
    return { tree, env, cwd: spec.workdir || "/", uid: userOf(spec.user, tree), input, print, signal };
  };
  const start = (which: Container): AbortController => {
    const [program = ""] = which.spec.argv ?? ["/"];
    userOf(which.spec.user, which.tree);
    if (options.program === undefined && !isTools(which.spec.argv) && !hasProgram(program, which.tree)) {
      throw new EngineRefusedError(`exec: "${program}": executable file not found in $PATH`, 400);
    }
    const joined = joinedBy(which.spec);
    const other = joined === undefined ? undefined : containers.get(joined);
    if (joined !== undefined && other === undefined) throw new EngineRefusedError(`No such container: ${joined}`, 404);
    if (other !== undefined && other.running === undefined) {
      const what = `container ${other.spec.name} is ${other.started ? "exited" : "created"}`;
      throw new EngineRefusedError(`cannot join network namespace of a non running container: ${what}`, 409);
    }
    which.running = new AbortController();
    which.started = true;
    return which.running;
  };

  /** Runs its program in the background; what goes wrong in it shows in `ended`. */
  const runInBackground = (which: Container): void => {
    const running = start(which);
    const print = (text: string): void => {
      const [data, time] = [Buffer.from(text), momentAfter(which.log.at(-1)?.time)];
      if (which.spec.keptLog !== undefined) which.log.push({ time, data });
      for (const listener of which.listeners) listener(data, time);
    };
    const place = world(which, print, running.signal, Buffer.from(which.input ?? []).toString());
    const argv = which.spec.argv ?? [];
    const program = async (): Promise<number> =>
      inside(which, async () =>
        isTools(argv) ? runTools(argv, place) : ((await options.program?.(argv, place)) ?? runProgram(argv, place)),
      );
    which.ended = program().finally(() => {
      stop(which);
      which.exited();
    });
    which.ended.catch(() => {}); // for a program nobody waits for
  };

  const stop = (which: Container): void => {
    which.running = undefined;
    const inUse = (name: string): boolean =>
      [...containers.values()].some(
        ({ running, spec }) => running && spec.mounts?.some((mount) => mount.kind === "volume" && mount.volume === name),
      );
    for (const name of inMemory) if (!inUse(name)) volumes.get(name)?.clear();
  };

  const usersOf = (volume: string): number =>
    [...containers.values()].filter(({ spec }) =>
      spec.mounts?.some((mount) => mount.kind === "volume" && mount.volume === volume && mount.path === ""),
    ).length;

  const mountedTree = (mount: NonNullable<ContainerSpec["mounts"]>[number]): Tree => {
    if (mount.kind === "image") return new Map(need(mount.image).tree);
    if (mount.kind === "file") return sharedTree(mount.content, mount.mode);
    if (mount.kind !== "volume") return emptyTree();
    const volume = volumes.get(mount.volume) ?? emptyTree();
    volumes.set(mount.volume, volume);
    return volume;
  };
  const mounted = new Map<string, number>();
  /** Several may look while one runs: what is mounted is mounted once. */
  const inside = async <T>(which: Container, work: () => T | Promise<T>): Promise<T> => {
    if (which.mounts.length === 0 || mounted.has(which.id)) return work();
    mounted.set(which.id, 1);
    try {
      return await withMounts(which.tree, which.mounts, work);
    } finally {
      mounted.delete(which.id);
    }
  };

  const engine: MemoryEngine = {
    calls,
    add,
    lose(value = true) {
      lost = value;
      for (const { running } of containers.values()) running?.abort();
    },
    async info() {
      alive("info");
      return {
        address: "memory:",
        version: "0.0.0",
        apiVersion: "1.51",
        os: "linux",
        architecture: "amd64",
        store: "graph",
        local: true,
      };
    },
    async image(ref) {
      alive(`image ${ref}`);
      const found = find(ref);
      return found && shown(found);
    },
    async history(image) {
      alive(`history ${image.id}`);
      // an engine keeps the authors to itself
      return need(image.id).history.map(({ author: _author, ...entry }) => entry);
    },
    async whyNotInRegistry(ref) {
      alive(`whyNotInRegistry ${ref}`);
      return options.registry?.[withTag(ref)] ? undefined : `no registry has ${ref}`;
    },
    async pull(ref, onProgress: (progress: PullProgress) => void, signal, platform) {
      alive(platform === undefined ? `pull ${ref}` : `pull ${ref} ${platform}`);
      signal?.throwIfAborted();
      const seed = options.registry?.[withTag(ref)];
      if (seed === undefined) throw new EngineRefusedError(`pull access denied for ${ref}, repository does not exist`, 404);
      onProgress({ status: `Pulling from ${ref}` });
      await Promise.resolve();
      signal?.throwIfAborted();
      onProgress({ id: "layer", status: "Downloading", current: 1, total: 1 });
      return add(withTag(ref), seed);
    },
    async load() {
      alive("load");
      throw new EngineRefusedError("the engine in memory reads no archives", 501);
    },
    async save(refs) {
      alive(`save ${refs.join(" ")}`);
      return memoryArchive(refs.map(need), images.values());
    },
    async rewrite(rewrite, wanted) {
      alive(`rewrite ${wanted.join(" ")}`);
      if (wanted.length === 0) throw new EngineRefusedError("a rewritten image needs a tag", 400);
      const source = rewrite.source === undefined ? undefined : need(rewrite.source);
      const { layer, above = 0, newest } = rewrite;
      if (above > 0 || newest !== undefined) throw new EngineRefusedError("this store puts a layer on top of others only", 400);
      const tree = new Map(source?.tree ?? emptyTree());
      const pieces: Uint8Array[] = [];
      for await (const piece of layer?.pieces ?? []) pieces.push(piece);
      const data = Buffer.concat(pieces);
      if (data.length !== (layer?.size ?? 0)) throw new Error(`a layer of ${data.length} bytes, announced as ${layer?.size}`);
      if (layer) await unpack(tree, Readable.from([data], { objectMode: false }), true);
      const diffIds = [
        ...(source?.image.diffIds ?? []),
        ...(layer ? [digest([createHash("sha256").update(data).digest("hex")])] : []),
      ];
      if (rewrite.history.filter(({ empty_layer }) => !empty_layer).length > diffIds.length) {
        throw new EngineRefusedError(`the history tells of more layers than the image's ${diffIds.length}`, 400);
      }
      return store(rewrite, diffIds, tree, wanted);
    },
    async tag(image, ref) {
      alive(`tag ${ref}`);
      const { id } = need(image).image;
      tags.set(withTag(ref), id);
      touched.set(id, Date.now() / 1000);
    },
    async createVolume(name, { memory } = {}) {
      alive(`createVolume ${name}`);
      if (!volumes.has(name)) volumes.set(name, emptyTree());
      if (memory !== undefined) inMemory.add(name);
    },
    async removeVolume(name) {
      alive(`removeVolume ${name}`);
      if (usersOf(name) > 0) throw new EngineRefusedError(`remove ${name}: volume is in use`, 409);
      volumes.delete(name);
    },
    async volumes(prefix) {
      alive(`volumes ${prefix}`);
      return [...volumes.keys()].filter((name) => name.startsWith(prefix));
    },
    async images(...repos) {
      alive("images");
      const asked = (stored: StoredImage) => repos.length === 0 || shown(stored).tags.some((tag) => isIn(tag, repos));
      return [...images.values()].filter(asked).map((stored) => {
        const { id, diffIds, size } = stored.image;
        const ours = stored.history.at(-1)?.comment === madeBy;
        return { id, tags: shown(stored).tags, diffIds, size, touched: touched.get(id) ?? 0, ours };
      });
    },
    async volumeSizes(prefix) {
      alive(`volumeSizes ${prefix}`);
      const ours = [...volumes].filter(([name]) => name.startsWith(prefix) && !inMemory.has(name));
      return ours.map(([name, tree]) => ({ name, size: bytesIn(tree), users: usersOf(name) }));
    },
    async untag(ref) {
      alive(`untag ${ref}`);
      const id = tags.get(withTag(ref));
      tags.delete(withTag(ref));
      if (id !== undefined && ![...tags.values()].includes(id)) images.delete(id);
    },
    async create(spec) {
      alive(`create ${spec.name}`);
      if ([...containers.values()].some(({ spec: { name } }) => name === spec.name)) {
        throw new EngineRefusedError(`Conflict. The container name "/${spec.name}" is already in use`, 409);
      }
      const image = spec.image === undefined ? undefined : need(spec.image);
      const base = image?.tree ?? emptyTree();
      const tree = new Map(base);
      makeParents(tree, spec.workdir || "/");
      const id = createHash("sha256").update(`container ${serial++}`).digest("hex");
      const mounts = (spec.mounts ?? []).map((mount): Mounted => ({ spec: mount, tree: mountedTree(mount) }));
      makeMountPoints(tree, mounts);
      const created = Date.now() / 1000;
      let exited = (): void => {};
      const exit = new Promise<void>((resolve) => {
        exited = resolve;
      });
      const idle = { running: undefined, started: false, input: undefined, ended: Promise.resolve(0), exit, exited };
      containers.set(id, { id, spec, base, image, tree, ...idle, listeners: new Set(), log: [], created, mounts });
      return id;
    },
    async rename(id, name) {
      alive(`rename ${id}`);
      const which = container(id);
      if ([...containers.values()].some((other) => other !== which && other.spec.name === name))
        throw new EngineRefusedError(`Conflict. The container name "/${name}" is already in use`, 409);
      which.spec = { ...which.spec, name };
    },
    async processes(id) {
      if (container(id).running === undefined) throw new EngineRefusedError(`container ${id} is not running`, 409);
      return 1;
    },
    watchPauses(id, onPause) {
      pauses.set(id, onPause);
      return () => pauses.delete(id);
    },
    async pause(name, paused) {
      alive(`pause ${name}`);
      const { id, running } = container(name);
      if (running === undefined) throw new EngineRefusedError(`container ${name} is not running`, 409);
      pauses.get(id)?.(paused);
    },
    async hold(id) {
      alive(`hold ${id}`);
      const which = container(id);
      start(which);
      return () => stop(which);
    },
    async attach(id, onOutput, input) {
      alive(`attach ${id}`);
      const which = container(id);
      which.input = input;
      const listener = (chunk: Uint8Array): void => onOutput(chunk);
      which.listeners.add(listener);
      return { ended: which.exit.then(() => {}), close: () => void which.listeners.delete(listener) };
    },
    async start(id, signal) {
      signal?.throwIfAborted();
      alive(`start ${id}`);
      runInBackground(container(id));
    },
    async wait(id, signal) {
      alive(`wait ${id}`);
      const gone = { code: 137, oomKilled: false, gone: true } as const;
      const which = containers.get(id);
      if (which === undefined) return gone;
      const kill = (): void => which.running?.abort();
      if (signal?.aborted) kill();
      signal?.addEventListener("abort", kill, { once: true });
      try {
        const code = await which.ended;
        alive(`ended ${id}`);
        if (!containers.has(which.id)) return gone;
        return { code, oomKilled: false };
      } finally {
        signal?.removeEventListener("abort", kill);
      }
    },
    async logs(id, { onOutput, since, signal }) {
      alive(`logs ${id}`);
      const which = container(id);
      if (which.spec.keptLog === undefined) throw new EngineRefusedError("no log is kept of this container", 501);
      signal?.throwIfAborted();
      for (const { time, data } of which.log) if (since === undefined || time >= since) onOutput(data, time);
      if (which.running === undefined) return;
      which.listeners.add(onOutput);
      const stopped = new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
      await Promise.race([which.exit, stopped]).finally(() => which.listeners.delete(onOutput));
    },
    async commit(id, tag, { Env = [], Labels: given } = {}) {
      alive(`commit ${tag}`);
      const { spec, tree, base, image } = container(id);
      const changed = differences(base, tree).length > 0;
      const before = image?.image.diffIds ?? [];
      const named = new Set(Env.map((entry) => entry.split("=", 1)[0]));
      const added = (spec.env ?? []).filter((entry) => !named.has(entry.split("=", 1)[0]));
      const Labels = { ...image?.image.config.Labels, ...given };
      const config = {
        ...(Object.keys(Labels).length > 0 && { Labels }),
        Env: [...Env, ...added],
        Entrypoint: spec.argv ?? [],
        User: spec.user ?? "",
        WorkingDir: spec.workdir ?? "",
      };
      const created = new Date().toISOString();
      const history = [...(image?.history ?? []), { created, comment: madeBy, ...(changed ? {} : { empty_layer: true }) }];
      const layer = digest([before, [...tree], serial++]);
      const made = { config, history, created, author: "", os: "linux", architecture: "amd64" };
      return store(made, changed ? [...before, layer] : before, new Map(tree), [tag]);
    },
    async remove(id) {
      alive(`remove ${id}`);
      const which = [...containers.values()].find((each) => each.id === id || each.spec.name === id);
      which?.running?.abort();
      if (which) {
        containers.delete(which.id);
        stop(which);
      }
    },
    async containers(prefix) {
      alive(`containers ${prefix}`);
      const ours = [...containers.values()].filter(({ spec }) => spec.name.startsWith(prefix));
      return ours.map(({ id, spec, image, running, started, created }) => {
        const { name, labels = {} } = spec;
        return { id, name, image: image?.image.id ?? "", running: running !== undefined, started, created, labels };
      });
    },
    async containerSizes(prefix) {
      alive(`containerSizes ${prefix}`);
      const ours = [...containers.values()].filter(({ spec }) => spec.name.startsWith(prefix));
      return new Map(ours.map(({ id, base, tree }) => [id, Math.max(0, bytesIn(tree) - bytesIn(base))]));
    },
    async describe(id) {
      alive(`describe ${id}`);
      const { spec, image, started } = container(id);
      return { started, image: image?.image.id ?? "", env: spec.env ?? [], user: spec.user || "0", workdir: spec.workdir || "/" };
    },
    async tags(...repos) {
      alive(`tags ${repos.join(" ")}`);
      return [...tags.keys()].filter((tag) => isIn(tag, repos));
    },
    async stat(id, path) {
      alive(`stat ${path}`);
      const which = container(id);
      return inside(which, () => statOf(which.tree, path));
    },
    async read(id, path) {
      alive(`read ${path}`);
      const which = container(id);
      return inside(which, () => {
        const { tree } = which;
        if (!tree.has(realPath(tree, path, false)))
          throw new EngineRefusedError(`Could not find the file ${path} in container ${id}`, 404);
        return Readable.from(tarOf(tree, path), { objectMode: false });
      });
    },
    async write(id, tar, { replace = false } = {}) {
      alive(`write ${id}`);
      const which = container(id);
      await inside(which, () => unpack(which.tree, tar, replace)).catch((error: unknown) => {
        throw error instanceof FileTrouble ? new EngineRefusedError(error.message, 400) : error;
      });
    },
    async madeAt(id) {
      alive(`madeAt ${id}`);
      return container(id).created;
    },
    async changes(id) {
      alive(`changes ${id}`);
      const { base, tree } = container(id);
      return differences(base, tree);
    },
    async changesWithin(id, { bytes, signal }) {
      alive(`changesWithin ${id}`);
      signal.throwIfAborted();
      const { base, tree } = container(id);
      const list = differences(base, tree);
      return JSON.stringify(list).length > bytes ? undefined : list;
    },
    async terminal(id, columns, rows) {
      alive(`terminal ${id} ${columns}x${rows}`);
      const which = container(id);
      return memoryTerminal(start(which), (print, signal) => world(which, print, signal));
    },
    async exec(id, argv, columns, rows) {
      alive(`exec ${id} ${columns}x${rows}`);
      const which = container(id);
      const { running } = which;
      if (running === undefined) throw new EngineRefusedError(`container ${id} is not running`, 409);
      if (!hasProgram(argv[0] ?? "", which.tree)) throw new EngineRefusedError(`exec: "${argv[0]}": not found`, 400);
      const own = new AbortController();
      running.signal.addEventListener("abort", () => own.abort(), { once: true });
      return memoryTerminal(own, (print, signal) => world(which, print, signal));
    },
    clientEnv: () => ({ DOCKER_HOST: "memory:" }),
    close: () => {},
  };

  add("busybox:latest", {
    files: {
      "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
      "/etc/group": "root:x:0:\n",
      ...Object.fromEntries(utilities.map((name) => [`/bin/${name}`, ["sh", "busybox"].includes(name) ? "program" : "-> sh"])),
      "/root/.keep": "",
      "/tmp/.keep": "",
      "/usr/.keep": "",
      "/var/.keep": "",
    },
    config: { Cmd: ["sh"] },
  });
  return engine;
}

/** Now, as the engine's log tells it, and later than `last`. */
function momentAfter(last: string | undefined): string {
  const now = new Date().toISOString().replace("Z", "000000Z");
  if (last === undefined || now > last) return now;
  const [, seconds = "", nanoseconds = ""] = /^(.*\.)(\d{9})Z$/.exec(last) ?? [];
  return `${seconds}${String(Number(nanoseconds) + 1).padStart(9, "0")}Z`;
}

const bytesIn = (tree: Tree): number => [...tree.values()].reduce((sum, { data }) => sum + data.length, 0);

function emptyTree(): Tree {
  return new Map([["/", directory({ mtime: 0 })]]);
}

/** As the engine's filter by reference has it. */
function isIn(tag: string, repos: readonly string[]): boolean {
  const pattern = (repo: string) => new RegExp(`^${repo.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}:[^/:]*$`);
  return repos.some((repo) => pattern(repo).test(tag));
}

function withTag(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1).includes(":") ? ref : `${ref}:latest`;
}

function userOf(user: string | undefined, tree: Tree): number {
  const [name = ""] = (user || "0").split(":");
  if (/^\d+$/.test(name)) return Number(name);
  const line = (lookup(tree, "/etc/passwd", true)?.data.toString() ?? "").split("\n").find((each) => each.startsWith(`${name}:`));
  if (line === undefined) throw new EngineRefusedError(`unable to find user ${name}: no matching entries in passwd file`, 400);
  return Number(line.split(":")[2]);
}

function digest(value: unknown): string {
  return `sha256:${createHash("sha256").update(JSON.stringify(value)).digest("hex")}`;
}

/** The container whose network it has. */
const joinedBy = ({ network }: ContainerSpec): string | undefined =>
  network?.startsWith("container:") ? network.slice("container:".length) : undefined;
