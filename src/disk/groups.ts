/** What there is, by kind, with the bytes of each: what `dbuild disk` tells. Pure. */
import { readTag } from "../builder/names.ts";
import { type Found, type Item, itemsOf, type Sessions } from "./items.ts";
import { layersOf } from "./layers.ts";
import { resumable } from "./needed.ts";

export type GroupName =
  | "cached layers"
  | "failed layers"
  | "layers made by hand"
  | "images held by builds"
  | "images without a name"
  | "containers of builds"
  | "kept containers"
  | "locks"
  | "caches of RUN --mount=type=cache"
  | "volumes of builds"
  | "shared volumes"
  | "sessions"
  | "folders";

export type Group = {
  readonly name: GroupName;
  readonly items: readonly SizedItem[];
  /** Of images: layers that several of them have are counted once. */
  readonly bytes: number;
  /** Of them, what nothing else in the engine holds: it goes when the whole group goes. */
  readonly own: number;
};

/** `bytes` of an image: all its layers; `own`: what goes when it alone goes. */
export type SizedItem = { readonly item: Item; readonly bytes: number; readonly own: number };

export type SizedSession = {
  readonly id: string;
  readonly life: string;
  readonly dockerfile?: string;
  /** It can be gone on with, so what it needs stays. */
  readonly resumable: boolean;
  /** Images that it needs and the engine has, and their bytes. */
  readonly images: number;
  readonly bytes: number;
  /** Of its folder. */
  readonly here: number;
};

export type Usage = {
  readonly groups: readonly Group[];
  readonly sessions: readonly SizedSession[];
  readonly total: {
    /** In the engine, images with all they share. */
    readonly engine: number;
    /** What nothing that is not dbuild's holds. */
    readonly own: number;
    readonly here: number;
  };
};

export function usageOf(found: Found, sessions: Sessions, engine: string): Usage {
  const items = itemsOf(found, sessions);
  const layers = layersOf(found.images);
  const sized = items.map((item): SizedItem => {
    if (!("image" in item) || item.type === "container")
      return { item, bytes: "bytes" in item ? item.bytes : 0, own: "bytes" in item ? item.bytes : 0 };
    return { item, bytes: layers.bytes([item.image]), own: layers.freed([item.image]) };
  });
  const sum = (list: readonly SizedItem[]): number => list.reduce((all, { bytes }) => all + bytes, 0);
  const imagesOf = (list: readonly Item[]): readonly string[] =>
    list.flatMap((item) => (item.type === "tag" || item.type === "untagged" ? [item.image] : []));
  const together = (list: readonly SizedItem[]) => {
    const ids = imagesOf(list.map(({ item }) => item));
    const other = sum(list.filter(({ item }) => item.type !== "tag" && item.type !== "untagged"));
    return { bytes: layers.bytes(ids) + other, own: layers.freed(onlyOurs(ids, found)) + other };
  };
  const groups = groupNames.flatMap((name): readonly Group[] => {
    const of = sized.filter(({ item }) => groupOf(item) === name);
    return of.length === 0 ? [] : [{ name, items: of, ...together(of) }];
  });
  const here = sized.filter(({ item }) => item.type === "session" || item.type === "folder");
  const there = sized.filter(({ item }) => item.type !== "session" && item.type !== "folder");
  const { bytes, own } = together(there);
  const live = new Set(resumable(found.sessions, sessions).map(({ id }) => id));
  const known = new Set(found.images.map(({ id }) => id));
  const tagged = new Map(items.flatMap((item) => (item.type === "tag" ? [[item.name, item.image] as const] : [])));
  return {
    groups,
    sessions: found.sessions
      .filter((session) => session.engine === undefined || session.engine === engine)
      .map(({ id, dockerfile, needs, bytes: own }): SizedSession => {
        const named = needs.tags.flatMap((tag) => tagged.get(tag) ?? []);
        const ids = [...new Set([...needs.images, ...named])].filter((image) => known.has(image));
        const more = { images: ids.length, bytes: layers.bytes(ids), here: own, resumable: live.has(id) };
        return { id, life: sessions.life(id), ...(dockerfile !== undefined && { dockerfile }), ...more };
      }),
    total: { engine: bytes, own, here: sum(here) },
  };
}

/** Of these, the images that go when all names of ours go. */
function onlyOurs(ids: readonly string[], { images }: Found): readonly string[] {
  const asked = new Set(ids);
  return images.filter(({ id, tags }) => asked.has(id) && tags.every(isOurs)).map(({ id }) => id);
}
const isOurs = (tag: string): boolean => readTag(tag) !== undefined;

const groupNames: readonly GroupName[] = [
  "cached layers",
  "failed layers",
  "layers made by hand",
  "images held by builds",
  "images without a name",
  "containers of builds",
  "kept containers",
  "locks",
  "caches of RUN --mount=type=cache",
  "volumes of builds",
  "shared volumes",
  "sessions",
  "folders",
];

function groupOf(item: Item): GroupName {
  switch (item.type) {
    case "tag":
      if (item.kind === "failed") return "failed layers";
      if (item.kind === "hand") return "layers made by hand";
      return item.kind === "hold" || item.kind === "push" ? "images held by builds" : "cached layers";
    case "untagged":
      return "images without a name";
    case "container":
      return item.kind === "kept" ? "kept containers" : item.kind === "lock" ? "locks" : "containers of builds";
    case "volume":
      if (item.kind === "cache") return "caches of RUN --mount=type=cache";
      return item.kind === "session" ? "volumes of builds" : "shared volumes";
    case "session":
      return "sessions";
    case "folder":
      return "folders";
  }
}
