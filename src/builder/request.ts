/** What the command line asks of a build beyond its arguments: limits of RUN, secrets, named contexts, labels. Values of secrets are never in it. */
import type { TreeIndex } from "../context/disk-tree.ts";
import type { Ulimit } from "../engine/engine.ts";
import type { Platform } from "./platform.ts";

/** Where the value of a secret comes from; read when a RUN needs it, never stored. */
export type SecretSource = { readonly kind: "file"; readonly path: string } | { readonly kind: "env"; readonly name: string };

/** An agent's socket, or private keys that an agent of our own offers. */
export type SshSource =
  | { readonly kind: "agent"; readonly socket: string }
  | { readonly kind: "keys"; readonly paths: readonly string[] };

/** What `--build-context name=…` stands for, ready to be read: remote ones are fetched already. */
export type NamedContext =
  /** A folder; its own .dockerignore holds where `ignore` is true (folders of the user, not fetched ones). */
  | { readonly kind: "folder"; readonly root: string; readonly ignore: boolean; readonly index?: TreeIndex }
  | { readonly kind: "image"; readonly ref: string };

export type RunLimits = {
  /** Default of RUN --network. */
  readonly network: "default" | "none" | "host";
  /** `name:address`, the address perhaps `host-gateway`. */
  readonly extraHosts: readonly string[];
  /** Bytes. */
  readonly shmSize?: number;
  readonly ulimits: readonly Ulimit[];
  readonly cgroupParent?: string;
};

export type BuildRequest = {
  readonly run: RunLimits;
  /** By id. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** By id; `default` is the usual one. */
  readonly ssh: Readonly<Record<string, SshSource>>;
  /** By name, as written; `image` and `image:tag` names as docker build matches them. */
  readonly contexts: Readonly<Record<string, NamedContext>>;
  /** `--label`: laid over the image's labels at the end. */
  readonly labels: Readonly<Record<string, string>>;
  /** Stages (lower case) whose layers are not looked up. */
  readonly noCacheFilter: readonly string[];
  /** Entitlements of `--allow`. */
  readonly allow: readonly string[];
  /** `--platform`; absent: the engine's own. */
  readonly platform?: Platform;
  /** SOURCE_DATE_EPOCH of the environment or --build-arg, whole seconds. */
  readonly sourceDateEpoch?: number;
};
