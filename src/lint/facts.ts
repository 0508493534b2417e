// What the check is told besides the text: the command line, the context on disk, and the base images that are at hand.

import type { Platform } from "../builder/platform.ts";
import type { DiskTree } from "../context/disk-tree.ts";

/** What an image brings along that a check asks about. */
export type BaseImage = {
  /** `NAME=value` */
  readonly env: readonly string[];
  readonly shell: readonly string[];
  readonly onBuild: readonly string[];
  readonly workdir: string;
  readonly platform: Platform;
  /** Absent: not known. */
  readonly layers?: number;
};

/** Neither the engine nor a registry has it; `missing` says why. */
export type MissingImage = { readonly missing: string };

export type Facts = {
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The stage asked for; absent: all stages are judged, as `docker build --check` does. */
  readonly target?: string;
  /** Only what the target (the last stage, when none is named) needs is judged, as in a build. */
  readonly onlyNeeded?: boolean;
  /** Of the machine that builds, and of the image. */
  readonly buildPlatform: Platform;
  readonly targetPlatform: Platform;
  /** The local build context; absent: it is elsewhere, and nothing is said of files. */
  readonly context?: DiskTree;
  /** The most layers an image may have where it is built; absent: any number. */
  readonly mostLayers?: number;
  /** Names given by --build-context. */
  readonly namedContexts: ReadonlySet<string>;
  /** By the name it has after expansion. Undefined: there is one, or nobody could be asked; what is in it is not known. */
  readonly image: (name: string) => BaseImage | MissingImage | undefined;
};
