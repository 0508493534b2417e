/**
 * The engine in dbuild's words. The only adapter that ships is engine/docker/; the in-memory one lives in the tests
 * and is held to the same contract suite. Every method may throw EngineLostError or EngineRefusedError (errors.ts).
 */
import type { Readable } from "node:stream";
import type {
  Attached,
  ContainerDescription,
  ContainerSpec,
  ContainerSummary,
  ExitStatus,
  LogReader,
  TerminalSession,
} from "./container-types.ts";
import type { FileChange, PathStat } from "./file-types.ts";
import type { HistoryEntry, Image, ImageConfig, ImageRewrite, ListedImage, PullProgress } from "./image-types.ts";
import type { ListedVolume } from "./mount-types.ts";

export type * from "./container-types.ts";
export type * from "./file-types.ts";
export type * from "./image-types.ts";
export { configFields } from "./image-types.ts";
export type * from "./mount-types.ts";

/** The comment of the newest history line of what dbuild commits or loads as a layer. The history of a finished image has none of it. */
export const madeBy = "dbuild";

/** The history of what is loaded to build on, not as a finished image. */
export const ownHistory: readonly HistoryEntry[] = [{ comment: madeBy, empty_layer: true }];

export type EngineInfo = {
  /** Where it was found, as one says it: `unix:///var/run/docker.sock`, `context desktop-linux`. */
  readonly address: string;
  /** What it calls itself (`ID` of GET /info), the same by whatever address; not every engine does. */
  readonly id?: string;
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
  /**
   * GET /images/get: docker's archive of these images, a layer that several have once: manifest.json, configs, and the layers as tars,
   * packed or not. An engine writes it to its disk first. Not of an image without layers. Throws EngineRefusedError 404 when one is missing.
   */
  save(images: readonly string[]): Promise<Readable>;
  /** Adds a tag; moves it when it exists. */
  tag(image: string, ref: string): Promise<void>;
  /**
   * Removes a tag (and the image with its last one). Absent is fine. `parents`: with the image go the ones below it that have no
   * name any more and nothing else on top of them.
   */
  untag(ref: string, options?: { readonly parents?: boolean }): Promise<void>;
  /**
   * Images of the engine that have a tag or nothing on top of them: all, or those with a tag in one of `repos` (a `*` stands for
   * anything but a slash). Costs a call for each: a tenth of a second on a full containerd store.
   */
  images(...repos: readonly string[]): Promise<readonly ListedImage[]>;

  /** POST /containers/create; returns the id. A name in use throws EngineRefusedError 409. */
  create(spec: ContainerSpec): Promise<string>;
  /**
   * Hands on the output from now on: called before start() it misses nothing. The program's standard input is a pipe that brings
   * `input` and ends, whenever it starts. A program that nobody attached to waits for its input for ever.
   */
  attach(container: string, onOutput: (chunk: Uint8Array) => void, input?: Uint8Array): Promise<Attached>;
  /**
   * POST /containers/{id}/start. A program that cannot be started (not found, no such user) is an EngineRefusedError in the engine's words. `signal` gives
   * the call up with its reason; whether the program runs then, nobody knows.
   */
  start(container: string, signal?: AbortSignal): Promise<void>;
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
  /** POST /containers/{id}/pause: its processes stand still, or (`paused` false) go on. Throws EngineRefusedError 409 where it does not run. */
  pause(container: string, paused: boolean): Promise<void>;
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
  /**
   * What the container was made from and with. Waits for a start that the engine has under work (GET /containers/{id}/json takes the
   * container's lock), where the list of containers tells until then that it was never started.
   */
  describe(container: string): Promise<ContainerDescription>;
  /** How many processes run in it (GET /containers/{id}/top). EngineRefusedError where it does not run, or the engine cannot tell. */
  processes(container: string): Promise<number>;
  /** Absent is fine; one in use throws EngineRefusedError 409. */
  removeVolume(name: string): Promise<void>;
  /** Names of volumes that start with `prefix`. */
  volumes(prefix: string): Promise<readonly string[]>;
  /** Bytes that the container has written, by id, of those whose name starts with `prefix`. */
  containerSizes(prefix: string): Promise<ReadonlyMap<string, number>>;
  /** Those volumes with what they hold, but for those in memory. The engine measures all its volumes for that. */
  volumeSizes(prefix: string): Promise<readonly ListedVolume[]>;

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
  /** The same, in an answer of so many bytes at most; undefined: it is longer, and the rest is not read. `signal` gives it up with its reason. */
  changesWithin(
    container: string,
    limits: { readonly bytes: number; readonly signal: AbortSignal },
  ): Promise<readonly FileChange[] | undefined>;

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
