/** Containers: what they are made of, what runs in them, what is told of them. Part of the port (engine.ts). */
import type { MountSpec } from "./mount-types.ts";

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
  /**
   * HostConfig.NetworkMode; absent: the engine's default. `container:` and an id: the network of that one, with its host name and the
   * files the engine mounts for it (`hostname` and `extraHosts` are that one's, too); refused at the start where it does not run.
   */
  readonly network?: "none" | "host" | `container:${string}`;
  /** Others will use its network: a connection that was closed keeps no port of it (TIME_WAIT). */
  readonly joined?: boolean;
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
  /** Id of the image it was made from, as far as the engine tells. */
  readonly image: string;
  /** Paused by somebody, it runs all the same. */
  readonly running: boolean;
  /** It runs, or did once. */
  readonly started: boolean;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
};

/** `image`: the id of what it was made from. `started`: as in ContainerSummary, but of now (see Engine.describe). */
export type ContainerDescription = {
  readonly started: boolean;
  readonly image: string;
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
};

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

/** An interactive terminal in a container. Bytes in, bytes out. */
export type TerminalSession = {
  write(data: string | Uint8Array): void;
  resize(columns: number, rows: number): void;
  onData(listener: (data: Uint8Array) => void): void;
  /** Resolves with the exit code when the program in the terminal has ended. */
  readonly exited: Promise<number>;
  /** Ends it at once; safe to call twice. */
  close(): void;
  /** A docker client starts the program, and nothing tells when it has: over ssh to a busy engine that takes seconds. */
  readonly byClient?: true;
};
