/** What goes, and how many bytes that frees. Pure. */
import type { Found, Item } from "./items.ts";
import { layersOf } from "./layers.ts";

/** Bytes that go with `gone`: images as soon as they have no name any more. */
export function freedBy(found: Pick<Found, "images">, gone: readonly Item[]): number {
  const names = new Set(gone.flatMap((item) => (item.type === "tag" || item.type === "untagged" ? [item.name] : [])));
  const images = found.images.filter(({ id, tags }) => (tags.length === 0 ? names.has(id) : tags.every((tag) => names.has(tag))));
  const plain = gone.reduce((sum, item) => sum + ("bytes" in item ? item.bytes : 0), 0);
  return layersOf(found.images).freed(images.map(({ id }) => id)) + plain;
}

/** `3 containers, 12 images, 1 volume`. A tag counts as an image. */
export function counted(items: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const { type } of items) {
    const word = type === "tag" || type === "untagged" ? "image" : type;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}${count === 1 ? "" : "s"}`).join(", ");
}
