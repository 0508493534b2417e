/** Which cached images stay: what is needed, then the ones used last, as far as age and size allow. Pure. */
import { readTag } from "../builder/names.ts";
import type { Found, Item } from "./items.ts";
import type { Layers } from "./layers.ts";
import { type Needed, withBelow } from "./needed.ts";

export type CacheRule = {
  /** Used before that, it goes: seconds since the epoch. */
  readonly cacheBefore?: number;
  /** Bytes that the cache may hold beside what other images hold. */
  readonly keepBytes?: number;
  readonly all: boolean;
};

/** Images that stay, each with the reason. One below another that stays does: without it, the cache does not lead there. */
export function cacheThatStays(
  {
    found,
    items,
    layers,
    needed,
  }: {
    readonly found: Found;
    readonly items: readonly Item[];
    readonly layers: Layers;
    readonly needed: Needed;
  },
  { cacheBefore, keepBytes, all }: CacheRule,
): ReadonlyMap<string, string> {
  const why = new Map<string, string>();
  const stay = (images: ReadonlySet<string>, reason: string): void => {
    for (const id of withBelow(images, found.images, layers)) if (!why.has(id)) why.set(id, reason);
  };
  stay(needed.images, "a session needs it");
  if (all) return why;
  const cached = items.flatMap((item) => (item.type === "tag" && isCache(item.kind) ? [item] : []));
  const fresh = cached.filter(({ used }) => cacheBefore === undefined || used >= cacheBefore);
  const newest = [...new Set(fresh.toSorted((one, other) => other.used - one.used).map(({ image }) => image))];
  if (keepBytes === undefined) {
    stay(new Set(newest), "used lately");
    return why;
  }
  // layers that others hold take no room of the cache's
  const others = found.images.filter(({ tags }) => tags.some((tag) => readTag(tag) === undefined));
  const counted = new Set(others.flatMap(({ id }) => layers.of(id)));
  let bytes = 0;
  const count = (image: string): void => {
    for (const layer of layers.of(image)) {
      if (!counted.has(layer)) bytes += layers.size(layer);
      counted.add(layer);
    }
  };
  for (const { image } of cached) if (why.has(image)) count(image);
  for (const image of newest) {
    count(image);
    if (keepBytes === 0 || bytes > keepBytes) break;
    stay(new Set([image]), "used lately");
  }
  return why;
}

export const isCache = (kind: string): boolean => ["cache", "image", "base", "mount", "context"].includes(kind);
