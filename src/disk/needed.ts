/** What sessions need of what is there: that stays. Pure. */
import type { Found, Item, KnownSession, Sessions } from "./items.ts";
import type { Layers } from "./layers.ts";

export type Needed = {
  /** Images by id, with those whose layers are below them. */
  readonly images: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  readonly containers: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
};

/** Those that can be gone on with: they live, or are the newest of their Dockerfile on their engine. */
export function resumable(all: readonly KnownSession[], { life }: Pick<Sessions, "life">): readonly KnownSession[] {
  const seen = new Set<string>();
  return all
    .toSorted((one, other) => (one.id < other.id ? 1 : -1))
    .filter(({ id, dockerfile, engine }) => {
      const place = JSON.stringify([dockerfile, engine]);
      const newest = dockerfile !== undefined && !seen.has(place);
      if (dockerfile !== undefined) seen.add(place);
      return newest || life(id) !== "dead";
    });
}

/** What `sessions` need, and the images of tags and containers of which `stays` says that they stay, whatever is wished. */
export function neededBy(
  sessions: readonly KnownSession[],
  items: readonly Item[],
  stays: (item: Item & { readonly type: "container" | "tag" }) => boolean,
): Needed {
  const tags = new Set(sessions.flatMap(({ needs }) => needs.tags));
  const held = items.flatMap((item) =>
    (item.type === "tag" && tags.has(item.name)) || ((item.type === "tag" || item.type === "container") && stays(item))
      ? [item.image]
      : [],
  );
  return {
    images: new Set([...sessions.flatMap(({ needs }) => needs.images), ...held]),
    tags,
    containers: new Set(sessions.flatMap(({ needs }) => needs.containers)),
    volumes: new Set(sessions.flatMap(({ needs }) => needs.volumes)),
  };
}

/** `images`, and those of the engine's that end with a layer of theirs: without them the cache does not lead there. */
export function withBelow(images: ReadonlySet<string>, all: Found["images"], layers: Layers): ReadonlySet<string> {
  const held = new Set([...images].flatMap((id) => layers.of(id)));
  const below = all.filter(({ id }) => held.has(layers.of(id).at(-1) ?? -1)).map(({ id }) => id);
  return new Set([...images, ...below]);
}
