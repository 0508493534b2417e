/** The door to the files of layers: every answer is found once and remembered by the ids of the images. */
import type { Engine } from "../engine/engine.ts";
import { changesIn, lookedAt } from "./changes-in-container.ts";
import { compareLayers, everyChange } from "./compare-layers.ts";
import { type Early, type EarlyChanges, earlyChanges } from "./early-changes.ts";
import { folderOf } from "./folder.ts";
import type { Change, Changes, CommandOutput, FileDifference, FileText, Folder, Listing } from "./found.ts";
import { differenceOf, textOf } from "./layer-texts.ts";
import { createFrom, listLayer, readyToList } from "./list-layer.ts";
import { recent } from "./recent.ts";
import { type CommandAsked, runCommand } from "./run-command.ts";

/** A layer and the one before it, by the ids of their images; undefined: nothing is there yet. */
export type Layers = { readonly before: string | undefined; readonly after: string | undefined };

/** A layer, and the container in which a step on it has stopped: by their ids. */
export type Stopped = { readonly before: string | undefined; readonly container: string };

/** Each throws UserError with what to do, EngineLostError. */
export type LayerFiles = {
  /** What is asked for before there is a layer to compare. */
  readonly early: EarlyChanges;
  /** Of a container its own folders and what is gone are told by name alone. */
  changes(layers: Layers | Stopped): Promise<Changes>;
  /** The same, where what was in a folder that is gone is told one by one. */
  everyChange(layers: Layers): Promise<readonly Change[]>;
  difference(layers: Layers | Stopped, path: string): Promise<FileDifference>;
  /** `image` undefined: an empty root. */
  folder(image: string | undefined, path: string): Promise<Folder>;
  text(image: string | undefined, path: string): Promise<FileText>;
  /** Runs a command in it. */
  run(asked: Omit<CommandAsked, "name" | "signal">): Promise<CommandOutput>;
};

/** The list of an empty root. */
const nothing: Listing = { entries: [], inodes: true };

/** Lists of so many entries at most are kept to compare the next layer with. */
const mostKept = 200_000;

/** `name`: of a container to look into, a new one each time. */
export function layerFiles(engine: Engine, name: () => string, signal: AbortSignal): LayerFiles {
  const lists = recent<Listing>(3);
  const listOf = async (image: string | undefined): Promise<Listing> => {
    if (image === undefined) return nothing;
    const known = lists.get(image);
    if (known !== undefined) return known;
    const listing = await listLayer(engine, { image, name: name(), signal });
    if (listing.entries.length <= mostKept) lists.set(image, listing);
    return listing;
  };
  const compared = async <T>({ before, after }: Layers, compare: (old: Listing, now: Listing) => T): Promise<T> => {
    if (before === after) return compare(nothing, nothing);
    await readyToList(engine, name());
    const [old, now] = await Promise.all([listOf(before), listOf(after)]);
    return compare(old, now);
  };
  const early = earlyChanges(engine, signal);
  /** All there is to tell of what was told early, without a comparison; undefined: that needs one. */
  const completed = async ({ changes, added, whole }: Early, after: string | undefined): Promise<Changes | undefined> => {
    if (whole) return changes;
    if (added === undefined || after === undefined) return undefined;
    const container = await createFrom(engine, after, { name: name() });
    try {
      const list = await lookedAt(engine, container, added, signal);
      return list.every(({ mtime, type }) => type !== "other" || mtime > 0) ? { list } : undefined;
    } finally {
      await engine.remove(container);
    }
  };
  const changes = async (layers: Layers): Promise<Changes> => {
    const told = await early.coming(layers);
    return (told && (await completed(told, layers.after))) ?? compared(layers, compareLayers);
  };
  const inContainer = async ({ before, container }: Stopped): Promise<Changes> => {
    const told = await early.coming({ before, after: container });
    return told?.changes ?? changesIn(engine, container, signal);
  };
  return {
    early,
    changes: (layers) => ("container" in layers ? inContainer(layers) : changes(layers)),
    everyChange: (layers) => compared(layers, everyChange),
    difference: async (layers, path) => {
      const { before } = layers;
      if ("container" in layers) return differenceOf(engine, { before, after: layers, name: name() }, path);
      const { after } = layers;
      if (after === undefined || before === after) return { kind: "none", why: "This instruction changes no file." };
      return differenceOf(engine, { before, after: { image: after }, name: name() }, path);
    },
    folder: async (image, path) => {
      if (image === undefined) return { path, entries: [] };
      await readyToList(engine, name());
      return folderOf(await listLayer(engine, { image, folder: path, name: name(), signal }), path);
    },
    text: async (image, path) => {
      if (image === undefined) return { kind: "none", why: "There is nothing in it yet." };
      return textOf(engine, { image, name: name() }, path);
    },
    run: (asked) => runCommand(engine, { ...asked, name: name(), signal }),
  };
}
