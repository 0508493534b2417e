/** The door to the files of layers: every answer is found once and remembered by the ids of the images. */
import type { Engine } from "../engine/engine.ts";
import { changesIn } from "./changes-in-container.ts";
import { compareLayers, everyChange } from "./compare-layers.ts";
import { folderOf } from "./folder.ts";
import type { Change, Changes, CommandOutput, FileDifference, FileText, Folder, Listing } from "./found.ts";
import { differenceOf, textOf } from "./layer-texts.ts";
import { listLayer, readyToList } from "./list-layer.ts";
import { recent } from "./recent.ts";
import { type CommandAsked, runCommand } from "./run-command.ts";

/** A layer and the one before it, by the ids of their images; undefined: nothing is there yet. */
export type Layers = { readonly before: string | undefined; readonly after: string | undefined };

/** A layer, and the container in which a step on it has stopped: by their ids. */
export type Stopped = { readonly before: string | undefined; readonly container: string };

/** Each throws UserError with what to do, EngineLostError. */
export type LayerFiles = {
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
  return {
    changes: (layers) => ("container" in layers ? changesIn(engine, layers.container, signal) : compared(layers, compareLayers)),
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
