/** RUN --mount=type=cache: a volume of the engine for each id, kept from build to build, --no-cache or not. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Item, Match } from "../../context/entries.ts";
import type { MountSpec } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { selectFromContainer } from "../copy/container-source.ts";
import { copyInto, send } from "../copy/copy-into.ts";
import { parseDestination } from "../copy/destination.ts";
import { directoryMember } from "../copy/members.ts";
import { type Leases, leasesOf } from "../execution/lease.ts";
import { attemptContainer, chainKey, withContainer } from "../layer.ts";
import { cacheLock, cacheVolume } from "../names.ts";
import type { BuildContext, StepContext } from "../step-context.ts";
import type { Source } from "./mount-source.ts";
import type { AskedMount } from "./read-mounts.ts";

export type AskedCache = Extract<AskedMount, { readonly type: "cache" }>;

/** What a RUN has by now: its caches' volumes by key, and all that it holds. */
export type HeldCaches = { readonly volumes: Map<string, string>; readonly leases: Leases };

const folder = "/.dbuild-cache";
/**
 * The volume of a cache, new ones with their first content, mode and owner. `locked` waits until nobody else holds it, in this
 * process or another one on the same engine; `private` takes another volume meanwhile. `source`: what it begins with. A second
 * mount of a cache is the same one and waits for nobody (BuildKit).
 */
export async function holdCache(
  ctx: StepContext,
  mount: AskedCache,
  source: Source | undefined,
  { volumes, leases }: HeldCaches,
): Promise<MountSpec> {
  const { sharing, target, readonly } = mount;
  const mounted = (volume: string): MountSpec => ({ kind: "volume", volume, path: "", target, readonly });
  const namespace = ctx.buildArgs.BUILDKIT_CACHE_MOUNT_NS ?? "";
  // said again with another mode, owner or source it is another cache (BuildKit: its root is part of the name)
  const content = mount.source !== "/" || !mount.owned ? source?.key : undefined;
  const owner = mount.source === "/" && mount.owned ? [mount.mode, mount.uid, mount.gid] : [];
  const key = chainKey("", "cache", namespace, mount.id, content ?? "", owner, mount.from !== undefined);
  const before = volumes.get(key);
  if (before !== undefined) return mounted(before);
  for (let number = 0; ; number++) {
    const volume = cacheVolume(key, number);
    const lock = sharing === "shared" ? undefined : await takeLock(ctx, cacheLock(volume), sharing === "locked");
    if (sharing === "private" && lock === undefined) continue;
    if (lock !== undefined) leases.add({ kind: "container", id: lock });
    await prepareVolume(ctx, volume, mount, content === undefined ? undefined : source);
    volumes.set(key, volume);
    return mounted(volume);
  }
}

/** One at a time makes a volume ready: two RUNs may want the same new one. */
const making = new Map<string, Promise<void>>();

async function prepareVolume(ctx: StepContext, volume: string, mount: AskedCache, source: Source | undefined): Promise<void> {
  const before = making.get(volume);
  if (before) return before;
  const { engine } = ctx;
  const isThere = async (): Promise<boolean> => (await engine.volumes(volume)).includes(volume);
  const work = (async () => {
    // in the making it has a lock: half a cache must not be taken for a whole one
    const name = cacheLock(`${volume}.new`);
    const left = await engine.containers(name);
    if (left.length === 0 && (await isThere())) return;
    const halfMade = left.some(({ labels }) => ctx.isDead(labels["dbuild.session"] ?? ""));
    const free = await takeLock(ctx, name, true);
    try {
      if (halfMade) await engine.removeVolume(volume).catch(() => {});
      if (await isThere()) return;
      await engine.createVolume(volume);
      await fill(ctx, volume, mount, source).catch(async (error: unknown) => {
        await engine.removeVolume(volume).catch(() => {});
        throw error;
      });
    } finally {
      if (free !== undefined) await engine.remove(free);
    }
  })();
  making.set(volume, work);
  await work.finally(() => making.delete(volume));
}

async function fill(ctx: StepContext, volume: string, mount: AskedCache, source: Source | undefined): Promise<void> {
  const { engine } = ctx;
  const name = (role: string) => attemptContainer(ctx, `${role}-${volume.slice(-12)}`);
  const mounts = [{ kind: "volume", volume, path: "", target: folder, readonly: false } as const];
  const place = { image: undefined, name: name("cache"), mounts };
  await withAwaited(ctx, place, async (container) => {
    if (source === undefined) {
      // the engine's own builder runs with a umask, which takes these bits
      const mode = mount.mode & 0o777 & ~0o022;
      await send(engine, container, [directoryMember(folder, mode, mount, now())]);
      return;
    }
    const leases = leasesOf(ctx);
    const { image, path } = await source.ready(leases);
    if (image === undefined) return;
    await withContainer(ctx, { image, name: name("seed") }, async (seed) => {
      const { matches } = await selectFromContainer(engine, seed, [path]);
      const root: { found?: Item } = {};
      const seen = matches.map((match) => withRoot(match, root));
      await copyInto({ engine, container }, { matches: seen }, parseDestination(folder, "/"), { signal: ctx.signal });
      const entry = root.found?.entry;
      if (entry?.type === "directory") await send(engine, container, [directoryMember(folder, entry.mode, entry, entry.mtime)]);
    }).finally(() => ctx.background(leases.release()));
  });
}

/** As `match`, keeping its first item: the folder itself, whose mode and owner a copy would not take along. */
function withRoot(match: Match, root: { found?: Item }): Match {
  const items = async function* () {
    for await (const item of match.items()) {
      if (item.entry.path === "") root.found = item;
      yield item;
    }
  };
  return { ...match, items };
}

/** As withContainer, but waits for the removal: a volume in use cannot be removed. */
async function withAwaited(
  { engine }: BuildContext,
  spec: Parameters<BuildContext["engine"]["create"]>[0],
  work: (container: string) => Promise<void>,
): Promise<void> {
  const container = await engine.create(spec);
  try {
    await work(container);
  } finally {
    await engine.remove(container);
  }
}

/**
 * A container that never starts is the lock: the engine lets a name be taken once only. Undefined: somebody holds it and
 * `wait` is false. Throws the signal's reason.
 */
async function takeLock(ctx: StepContext, name: string, wait: boolean): Promise<string | undefined> {
  const { engine, session, signal } = ctx;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await engine.create({ image: undefined, name, labels: { "dbuild.session": session } });
    } catch (error) {
      if (!(error instanceof EngineRefusedError) || error.status !== 409) throw error;
    }
    if (await dropLeftOver(ctx, name)) continue;
    if (!wait) return undefined;
    await sleep(150, undefined, { signal });
  }
}

/** Removes a lock whose owner is dead. True when there is none any more. */
async function dropLeftOver({ engine, isDead }: BuildContext, name: string): Promise<boolean> {
  const lock = (await engine.containers(name)).find((container) => container.name === name);
  if (!lock) return true;
  if (!isDead(lock.labels["dbuild.session"] ?? "")) return false;
  await engine.remove(lock.id);
  return true;
}

const now = (): number => Math.floor(Date.now() / 1000);
