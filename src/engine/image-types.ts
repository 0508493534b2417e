/** Images as the engine tells of them, and as it is to make them. Part of the port (engine.ts). */

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

/** Their names. What else an engine has in a config (Hostname, AttachStdin, …) is of containers. */
export const configFields = [
  "Env",
  "Cmd",
  "Entrypoint",
  "User",
  "WorkingDir",
  "ExposedPorts",
  "Volumes",
  "Labels",
  "StopSignal",
  "Shell",
  "OnBuild",
  "Healthcheck",
  "ArgsEscaped",
] as const satisfies readonly (keyof ImageConfig)[];

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

/**
 * The most layers an image may have in the graph store: the engine's layer store takes no more in a commit or a load ("max depth
 * exceeded"). The containerd store has no such limit.
 */
export const mostLayersInGraphStore = 125;

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

/** One line of pull progress, ready to print after cleaning. */
export type PullProgress = { readonly id?: string; readonly status: string; readonly current?: number; readonly total?: number };

/** An image in the list of all that the engine has, with its layers. */
export type ListedImage = {
  readonly id: string;
  readonly tags: readonly string[];
  /** Uncompressed layer digests, base first. */
  readonly diffIds: readonly string[];
  /** Bytes of all its layers on the engine's disk; on the containerd store the compressed ones, too. */
  readonly size: number;
  /** When the engine last made it or gave it a name, in seconds since the epoch; where it tells neither, when it was created. */
  readonly touched: number;
  /** A commit of ours, or a layer we loaded, says so, whatever its names: `madeBy`. */
  readonly ours: boolean;
};
