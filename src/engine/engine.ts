/**
 * The engine in dbuild's words. The only adapter that ships is engine/docker/; the in-memory one lives in the tests
 * and is held to the same contract suite. Every method may throw EngineLostError or EngineRefusedError (errors.ts).
 */
import type { Readable } from "node:stream";

/** Fields of an OCI image config that a Dockerfile can set; absent and empty mean the same. Names are the wire's. */
export type ImageConfig = {
  readonly Env?: readonly string[];
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
  readonly Shell?: readonly string[];
  readonly OnBuild?: readonly string[];
  readonly Healthcheck?: Healthcheck;
  readonly ArgsEscaped?: boolean;
};

/** Durations in nanoseconds. */
export type Healthcheck = {
  readonly Test: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
};

/** One line of `docker history`, as stored in the image config. */
export type HistoryEntry = {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  readonly author?: string;
  readonly empty_layer?: boolean;
};

/** What `GET /images/{ref}/json` tells, in our words. */
export type Image = {
  /** `sha256:…` as the engine names it. */
  readonly id: string;
  readonly config: ImageConfig;
  /** RFC 3339. */
  readonly created: string;
  readonly author: string;
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  readonly osVersion?: string;
  /** Uncompressed layer digests, base first. */
  readonly diffIds: readonly string[];
  /** Bytes of all layers. */
  readonly size: number;
  readonly tags: readonly string[];
};

export type EngineInfo = {
  /** Where it was found, as one says it: `unix:///var/run/docker.sock`, `context desktop-linux`. */
  readonly address: string;
  readonly version: string;
  /** The API version in use on this connection. */
  readonly apiVersion: string;
  readonly os: string;
  readonly architecture: string;
  /** `overlay2`, … for graph drivers; `containerd` for the containerd image store. */
  readonly store: "graph" | "containerd";
  /** The engine is reached through a socket of this machine, so it may see files of ours. */
  readonly local?: boolean;
};

/** A container of ours. Everything is given explicitly; nothing is taken from the image. */
export type ContainerSpec = {
  /** Undefined: an empty root (FROM scratch without layers). */
  readonly image: string | undefined;
  /** The container's name; how dbuild finds its own again after a crash. */
  readonly name: string;
  /** The whole argument vector. Omitted: never started (COPY, WORKDIR, looking). */
  readonly argv?: readonly string[];
  /** `K=V`; a bare `K` unsets what the engine would inject (HOSTNAME). */
  readonly env?: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
  /** A terminal and an open stdin, for a shell. */
  readonly tty?: boolean;
  /** No two with the same target. */
  readonly mounts?: readonly MountSpec[];
  /** Default: BuildKit's name for its own containers, `buildkitsandbox`. */
  readonly hostname?: string;
  /**
   * No file of the engine's is mounted on /etc/hostname (an empty one of the container's shows, and what is written there stays).
   * An engine that cannot leave its own out mounts it all the same.
   */
  readonly imageHostname?: boolean;
  /** Of a container that is never committed: they would stay in the image. */
  readonly labels?: Readonly<Record<string, string>>;
  /** HostConfig.NetworkMode; absent: the engine's default. */
  readonly network?: "none" | "host";
  /** `name:address`, for /etc/hosts. */
  readonly extraHosts?: readonly string[];
  /** Bytes of /dev/shm. */
  readonly shmSize?: number;
  readonly ulimits?: readonly Ulimit[];
  readonly cgroupParent?: string;
  /**
   * About how many bytes of its output the engine keeps on its disk for logs(), the newest, until the container is removed.
   * Absent: none, as for every container whose output may hold a secret.
   */
  readonly keptLog?: number;
  /** RUN --security=insecure. */
  readonly privileged?: boolean;
  /** `os/arch[/variant]` when the image is for another platform than the engine's. */
  readonly platform?: string;
};

export type Ulimit = { readonly name: string; readonly soft: number; readonly hard: number };

/** A line of the list of containers. `created` in seconds since the epoch. */
export type ContainerSummary = {
  readonly id: string;
  readonly name: string;
  /** Paused by somebody, it runs all the same. */
  readonly running: boolean;
  /** It runs, or did once. */
  readonly started: boolean;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
};

/** `image`: the id of what it was made from. */
export type ContainerDescription = {
  readonly image: string;
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
};

/** Something mounted into a container. `target` is absolute and clean. */
export type MountSpec =
  /**
   * Files of an image below `path` (a folder or a file, absolute, links resolved inside the image). Writes vanish with the
   * container. API 1.48 mounts the image itself, read-only; else it is a copy in a volume that goes with the container.
   */
  | {
      readonly kind: "image";
      readonly image: string;
      readonly path: string;
      readonly target: string;
      readonly readonly: boolean;
    }
  /** A folder or file (`path`, relative, "" is the root) of a named volume. */
  | {
      readonly kind: "volume";
      readonly volume: string;
      readonly path: string;
      readonly target: string;
      readonly readonly: boolean;
    }
  /**
   * A file of root's with public bytes, read-only. Whoever wants the same shares it: the engine keeps it in a volume named by its
   * digest, `dbuild-file-…`, made when it is first wanted.
   */
  | { readonly kind: "file"; readonly content: Uint8Array; readonly mode: number; readonly target: string }
  /** `size` in bytes. */
  | { readonly kind: "tmpfs"; readonly target: string; readonly size?: number; readonly readonly?: boolean }
  /** A path of the engine's own machine: a socket of ours beside a local engine. */
  | { readonly kind: "host"; readonly path: string; readonly target: string; readonly readonly: boolean };

/** Result of a run. */
export type ExitStatus = {
  readonly code: number;
  /** The kernel ended a process of the container for lack of memory (State.OOMKilled). */
  readonly oomKilled: boolean;
  /** Bytes the container may use, where the engine set a limit. */
  readonly memoryLimit?: number;
  /** Somebody else had the engine send it a signal (docker kill, docker stop). */
  readonly signalled?: true;
  /** Somebody removed the container while it ran: nothing of it can be had any more. */
  readonly gone?: true;
};

/** The live streams of a container. */
export type Attached = {
  /** The program has ended and all its output was handed on, or the connection is gone. Never rejects. */
  readonly ended: Promise<void>;
  /** Hands on nothing more; the program does not notice. Safe to call twice. */
  close(): void;
};

/** Who reads a kept log. */
export type LogReader = {
  /** `time`: when the piece was printed, RFC 3339 with nanoseconds. */
  readonly onOutput: (chunk: Uint8Array, time: string) => void;
  /** From what was printed at that time on, that included (a long line has one time for all its pieces). Absent: from the beginning. */
  readonly since?: string;
  /** Ends the reading, nothing else. */
  readonly signal?: AbortSignal;
};

/** What HEAD /containers/{id}/archive tells. */
export type PathStat = {
  readonly name: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Permission bits with setuid 04000, setgid 02000, sticky 01000 (POSIX, not Go's). */
  readonly mode: number;
  readonly size: number;
  /** Seconds since the epoch, to the millisecond. */
  readonly mtime: number;
  /** Absolute inside the container, resolved by the engine; empty when not a link. */
  readonly linkTarget: string;
};

export type FileChange = { readonly path: string; readonly kind: "modified" | "added" | "deleted" };

/** One line of pull progress, ready to print after cleaning. */
export type PullProgress = { readonly id?: string; readonly status: string; readonly current?: number; readonly total?: number };

/** What the new image should say; the layers are those of `source`. */
export type ImageRewrite = {
  readonly source: string | undefined;
  readonly config: ImageConfig;
  readonly history: readonly HistoryEntry[];
  readonly created: string;
  readonly author: string;
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
  /** One more layer on top. */
  readonly layer?: LayerTar;
  /**
   * That many of the source's layers lie above `layer`, not below it (containerd store only, which unpacks them anew from their
   * blobs then).
   */
  readonly above?: number;
  /** Only that many of the source's newest layers are taken (containerd store only). */
  readonly newest?: number;
};

/** An uncompressed tar of `size` bytes in all. `pieces` are read once, to their end, while they are sent; what they throw is thrown. */
export type LayerTar = { readonly size: number; readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array> };

/** An interactive terminal in a container. Bytes in, bytes out. */
export type TerminalSession = {
  write(data: string | Uint8Array): void;
  resize(columns: number, rows: number): void;
  onData(listener: (data: Uint8Array) => void): void;
  /** Resolves with the exit code when the program in the terminal has ended. */
  readonly exited: Promise<number>;
  /** Ends it at once; safe to call twice. */
  close(): void;
};

export type Engine = {
  info(): Promise<EngineInfo>;
  /** `undefined` when there is none (404). */
  image(ref: string): Promise<Image | undefined>;
  /** History lines of an image, base first. Which of them made no layer is told apart by size and layer count. */
  history(image: Image): Promise<readonly HistoryEntry[]>;
  /** Pulls `ref` (tag `latest` when none is named), with the credentials of the docker config. `platform`: `os/arch[/variant]` of another machine. */
  pull(ref: string, onProgress: (progress: PullProgress) => void, signal?: AbortSignal, platform?: string): Promise<Image>;
  /** Why no registry gives `ref`, in the engine's words, asked without pulling; undefined: one does. */
  whyNotInRegistry(ref: string): Promise<string | undefined>;
  /**
   * An image with the layers of `source` and this config, history and time: POST /images/load of a config-only tar.
   * `source` undefined: an image without layers. Tags it `tags` (the first is required, `repo:tag`).
   */
  rewrite(rewrite: ImageRewrite, tags: readonly string[]): Promise<Image>;
  /** POST /images/load: whatever images the archive (docker's or an OCI layout) holds, under the names it gives them. */
  load(tar: AsyncIterable<Uint8Array>): Promise<void>;
  /** Adds a tag; moves it when it exists. */
  tag(image: string, ref: string): Promise<void>;
  /** Removes a tag (and the image with its last one). Absent is fine. */
  untag(ref: string): Promise<void>;

  /** POST /containers/create; returns the id. A name in use throws EngineRefusedError 409. */
  create(spec: ContainerSpec): Promise<string>;
  /**
   * Hands on the output from now on: called before start() it misses nothing. The program's standard input is a pipe that brings
   * `input` and ends, whenever it starts. A program that nobody attached to waits for its input for ever.
   */
  attach(container: string, onOutput: (chunk: Uint8Array) => void, input?: Uint8Array): Promise<Attached>;
  /** POST /containers/{id}/start. A program that cannot be started (not found, no such user) is an EngineRefusedError in the engine's words. */
  start(container: string): Promise<void>;
  /**
   * The end of a container that was started, also of one that has ended long ago. Never throws for a non-zero exit. An aborted
   * `signal` stops it (SIGTERM and a grace where it handles that, then SIGKILL).
   */
  wait(container: string, signal?: AbortSignal): Promise<ExitStatus>;
  /**
   * Output that the engine kept (`keptLog`), and what comes until the program's end. A last line without a newline may get one.
   * Throws EngineRefusedError where none is kept.
   */
  logs(container: string, reader: LogReader): Promise<void>;
  /**
   * Tells when somebody has the engine pause the container (docker pause), and when it goes on, until the returned function is
   * called. Called before it runs, nothing is missed. Never throws: an engine that does not tell is as one that nobody pauses.
   */
  watchPauses(container: string, onPause: (paused: boolean) => void): () => void;
  /**
   * Starts a container whose program waits for the end of its standard input, without waiting for it. The input ends when the
   * returned function is called, and when this process is gone, however that came.
   */
  hold(container: string): Promise<() => void>;
  /**
   * Commits to an image tagged `tag`. Its config is the container's, with `config` laid over it where the engine allows (it only
   * adds): of its Env a variable stands for the container's of that name, a bare name for one without a value.
   */
  commit(container: string, tag: string, config?: ImageConfig): Promise<Image>;
  /** POST /containers/{id}/rename: its id stays. A name in use throws EngineRefusedError 409, no such container 404. */
  rename(container: string, name: string): Promise<void>;
  /** DELETE with force and anonymous volumes. Absent is fine. */
  remove(container: string): Promise<void>;
  /** Containers whose name starts with `prefix`, running or not. */
  containers(prefix: string): Promise<readonly ContainerSummary[]>;
  /**
   * Makes a named volume of the local driver; one that is there is fine. `memory`: a tmpfs of so many bytes at most, which is
   * there as long as a container that mounts it runs, and on no disk.
   */
  createVolume(name: string, options?: { readonly memory?: number }): Promise<void>;
  /** What the container was made from and with. */
  describe(container: string): Promise<ContainerDescription>;
  /** How many processes run in it (GET /containers/{id}/top). EngineRefusedError where it does not run, or the engine cannot tell. */
  processes(container: string): Promise<number>;
  /** Absent is fine; one in use throws EngineRefusedError 409. */
  removeVolume(name: string): Promise<void>;
  /** Names of volumes that start with `prefix`. */
  volumes(prefix: string): Promise<readonly string[]>;

  /** Tags `repo:…` of these repositories; in a name `*` stands for anything but a slash. */
  tags(...repos: readonly string[]): Promise<readonly string[]>;

  /** `undefined` when nothing is there. Parents that are links are followed inside the root, the last part is not. */
  stat(container: string, path: string): Promise<PathStat | undefined>;
  /**
   * GET archive: a tar whose names start with the base name of `path`. Throws EngineRefusedError 404 when missing.
   * Modes in it may carry the bits of the file's type (Engine 20.10): mask with 0o7777.
   */
  read(container: string, path: string): Promise<Readable>;
  /**
   * PUT archive at `/` (uncompressed tar), refusing to replace a directory by a file or the reverse
   * unless `replace` is set (ADD unpacking an archive).
   */
  write(container: string, tar: Readable, options?: { readonly replace?: boolean }): Promise<void>;
  /** When the container was made, by the engine's clock: seconds since the epoch, to the millisecond. */
  madeAt(container: string): Promise<number>;
  /** What differs from the container's image. */
  changes(container: string): Promise<readonly FileChange[]>;

  /** Starts a `tty` container made by create() and gives its terminal through the engine's own API. */
  terminal(container: string, columns: number, rows: number): Promise<TerminalSession>;
  /**
   * Starts `argv` beside the program of a running container (POST /containers/{id}/exec), in a terminal of its own, with the
   * container's environment, user and directory. It ends with the container. EngineRefusedError 409 when that does not run.
   */
  exec(container: string, argv: readonly string[], columns: number, rows: number): Promise<TerminalSession>;
  /** What `docker` needs in its environment to reach this same engine. */
  clientEnv(): Readonly<Record<string, string>>;
  /** Ends idle connections so the process can exit. */
  close(): void;
};
