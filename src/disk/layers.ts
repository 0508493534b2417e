/** Bytes of images, with what they share counted once. Layers are the same where they and all below them are the same. */
import type { ListedImage } from "../engine/engine.ts";

type Layered = Pick<ListedImage, "id" | "diffIds" | "size">;

export type Layers = {
  /** Layers of an image, base first, by numbers; none for an image that is not known. */
  readonly of: (image: string) => readonly number[];
  /** Bytes of one layer. */
  readonly size: (layer: number) => number;
  /** Bytes that these images hold together. */
  readonly bytes: (images: Iterable<string>) => number;
  /** Bytes that go when these images go and all others stay. */
  readonly freed: (images: Iterable<string>) => number;
};

/**
 * Engines tell the size of images, not of layers: a layer has what its image has more than the one below it. Where images share
 * layers that no image ends with, the lowest of them is taken to hold it all, so that nothing is said to be freed that may be shared.
 */
export function layersOf(images: readonly Layered[]): Layers {
  const numbers = new Map<string, number>();
  const numberOf = (below: number, diffId: string): number => {
    const name = `${below} ${diffId}`;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  const paths = new Map<string, readonly number[]>();
  for (const { id, diffIds } of images) {
    const path: number[] = [];
    for (const diffId of diffIds) path.push(numberOf(path.at(-1) ?? -1, diffId));
    paths.set(id, path);
  }
  /** In how many of these images each layer is. */
  const counts = (ids: Iterable<string>): ReadonlyMap<number, number> => {
    const found = new Map<number, number>();
    for (const id of ids) for (const layer of paths.get(id) ?? []) found.set(layer, (found.get(layer) ?? 0) + 1);
    return found;
  };
  const inAll = counts(paths.keys());
  const own = sizes(images, paths);
  const size = (layer: number): number => own.get(layer) ?? 0;
  const sum = (layers: Iterable<number>): number => [...layers].reduce((all, layer) => all + size(layer), 0);
  return {
    of: (image) => paths.get(image) ?? [],
    size,
    bytes: (ids) => sum(counts(ids).keys()),
    freed: (ids) => sum([...counts(new Set(ids))].flatMap(([layer, count]) => (count === inAll.get(layer) ? [layer] : []))),
  };
}

/** Bytes of each layer; absent: none. */
function sizes(images: readonly Layered[], paths: ReadonlyMap<string, readonly number[]>): ReadonlyMap<number, number> {
  const own = new Map<number, number>();
  /** Bytes of a layer and all below it. */
  const whole = new Map<number, number>();
  for (const { id, size } of images.toSorted((one, other) => one.diffIds.length - other.diffIds.length)) {
    const path = paths.get(id) ?? [];
    const top = path.at(-1);
    if (top === undefined || whole.has(top)) continue;
    const known = path.findLastIndex((layer) => whole.has(layer));
    const below = known < 0 ? 0 : (whole.get(path[known] as number) as number);
    const [first = top] = path.slice(known + 1);
    own.set(first, Math.max(0, size - below));
    for (const layer of path.slice(known + 1)) whole.set(layer, Math.max(size, below));
  }
  return own;
}
