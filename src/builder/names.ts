/**
 * Names of what dbuild leaves in the engine. Images are always tagged, so no sweeper of dangling images takes them;
 * containers are found again by name (labels would leak into the image at commit).
 */

/** Layers a clean build made, by chain key. The only ones any cache look-up may find. */
export const cacheTag = (key: string): string => `dbuild-cache:${key}`;
/** Finished images by what is in them, so that a cached build writes nothing. */
export const imageTag = (key: string): string => `dbuild-image:${key}`;
/** Bases without volumes. */
export const baseTag = (key: string): string => `dbuild-base:${key}`;
/** Files of a context that a RUN mounts, by what is in them. */
export const mountTag = (key: string): string => `dbuild-mount:${key}`;
/** The image of an OCI layout that stands for a named context, by its manifest's digest. */
export const contextTag = (digest: string): string => `dbuild-context:${digest.replace(":", "-").slice(0, 100)}`;
/** Names that a push to nowhere is made under, the session's id in the last folder (engine/docker/manifest-via-push.ts). */
export const pushRepositories = "127.0.0.1:*/dbuild/*";
/** What a session stands on (holds.ts). `key`: of a whole layer that belongs into the cache. */
export const holdTag = (session: string, number: number, key?: string): string =>
  `${holdRepository}:${session}-${number}${key === undefined ? "" : `-${key}`}`;
export const holdRepository = "dbuild-hold";
/** Those whose tags tell of a session. */
export const sessionRepositories = ["dbuild-failed", "dbuild-hand", holdRepository, pushRepositories];
export const isHold = (tag: string): boolean => tag.startsWith(`${holdRepository}:`);
/** What a failed, interrupted or hand-made step left. */
export const failedTag = (session: string, line: number, run: number | string): string =>
  `dbuild-failed:${session}-line${line}-${run}`;
/** Layers of steps that stand on something a person made. */
export const handTag = (session: string, line: number, run: number | string): string =>
  `dbuild-hand:${session}-line${line}-${run}`;

/** What the container `rest` (its name without the prefix) of a dead session had done. */
export const rescuedTag = (rest: string): string => `dbuild-failed:${rest.replace(/-run$/, "")}`;

export const containerPrefix = "dbuild-";
/** Container of one attempt at a step. `role` tells several of one attempt apart. */
export const containerName = (session: string, line: number, run: number | string, role: string): string =>
  `${containerPrefix}${session}-line${line}-${run}-${role}`;

/**
 * A container of an instruction (`name`) whose layer could not be written, and that is a person's from then on: no session's id
 * stands at its name's start, so no sweep takes it. `save` says how a person makes an image of it (kept.ts): as the layer of that
 * key, as a plain image, or without its config.
 */
export const keptName = (name: string, save: KeptSave): string =>
  `${keptPrefix}${name.slice(containerPrefix.length).replace(/-run$/, "")}-${save}`;
/** A layer's key, or how else. */
export type KeptSave = string | "image" | "files";
/** `rest`: as in rescuedTag, the session's id at its start. */
export function readKeptName(name: string): { readonly rest: string; readonly save: KeptSave } | undefined {
  const [, rest, save] = /^dbuild-kept-(.*)-([0-9a-f]{64}|image|files)$/.exec(name) ?? [];
  return rest === undefined || save === undefined ? undefined : { rest, save };
}
const keptPrefix = `${containerPrefix}kept-`;

/** A cache of RUN --mount=type=cache. `number` tells those apart that sharing=private made meanwhile. */
export const cacheVolume = (key: string, number: number): string =>
  `${containerPrefix}cache-${key.slice(0, 32)}${number === 0 ? "" : `-${number}`}`;
/** The static busybox for layers without a shell (mounts/tools.ts). */
export const toolsVolume = `${containerPrefix}tools`;
/** Who has the container of this name keeps what the dead session left. */
export const sweepLock = (session: string): string => `${containerPrefix}lock-sweep-${session}`;
/** Who has the container of this name has the cache to itself. */
export const cacheLock = (volume: string): string => volume.replace(`${containerPrefix}cache-`, `${containerPrefix}lock-`);

export type TagKind = "cache" | "image" | "base" | "mount" | "context" | "failed" | "hand" | "hold" | "push";

/** What a tag of ours is for. `rest`: the key, or what begins with the session's id. Undefined: it is not ours. */
export function readTag(tag: string): { readonly kind: TagKind; readonly rest: string } | undefined {
  const [, kind, rest] = /^dbuild-(cache|image|base|mount|context|failed|hand|hold):(.+)$/.exec(tag) ?? [];
  if (kind !== undefined && rest !== undefined) return { kind: kind as TagKind, rest };
  const [, pushed] = /^127\.0\.0\.1:\d+\/dbuild\/([^/]+):[^/:]+$/.exec(tag) ?? [];
  return pushed === undefined ? undefined : { kind: "push", rest: pushed };
}

/** As readTag, for a container's name. A `session`'s begins with its id, if it is ours; a lock says by a label whose it is. */
export function readContainer(name: string): { readonly kind: "kept" | "lock" | "session"; readonly rest: string } | undefined {
  if (!name.startsWith(containerPrefix)) return undefined;
  const rest = name.slice(containerPrefix.length);
  if (rest.startsWith("lock-")) return { kind: "lock", rest: rest.slice("lock-".length) };
  const kept = readKeptName(name);
  return kept === undefined ? { kind: "session", rest } : { kind: "kept", rest: kept.rest };
}

/**
 * As readTag, for a volume's name. `file`: one that all containers share (engine/docker/shared-files.ts); a `session`'s begins with
 * its id, if it is ours.
 */
export function readVolume(
  name: string,
): { readonly kind: "cache" | "tools" | "file" | "session"; readonly rest: string } | undefined {
  if (!name.startsWith(containerPrefix)) return undefined;
  const rest = name.slice(containerPrefix.length);
  if (name === toolsVolume) return { kind: "tools", rest: "" };
  const [, kind, key] = /^(cache|file)-([0-9a-f]{32}(?:-\d+)?)$/.exec(rest) ?? [];
  return kind === undefined || key === undefined ? { kind: "session", rest } : { kind: kind as "cache" | "file", rest: key };
}

/** The container of an instruction or of a person's shell: what it did is work. (`resolver-run` is a helper: mounts/network-files.ts.) */
export const isWorkName = (name: string): boolean => /(?<!-resolver)-(?:run|shell)$/.test(name);
