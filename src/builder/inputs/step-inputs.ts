/** What the key of a step's layer is made of, by name: for a person who asks why it was found or not. Pure. */
import type { FileInput } from "../../context/file-inputs.ts";

/** `layer`: made by steps, and `value` is its chain key. `shown`: how a person reads the value, where that is otherwise. */
export type Input = {
  readonly name: string;
  readonly value: string;
  readonly shown?: string;
  readonly layer?: true;
};

/** Why the cache was not asked: by a flag, because it is an attempt more, because a person made what it stands on. */
export type NotAsked = "no-cache" | "no-cache-filter" | "again" | "by-hand";

/** What came of looking for the layer; `taken-up`: an earlier process had begun it. */
export type Lookup = "found" | "missing" | "taken-up" | NotAsked;

/** What a step reads from elsewhere. Asked for only when somebody wants to know it. */
export type Sources = { readonly inputs: () => readonly Input[]; readonly files: () => Iterable<FileInput> };

export type StepInputs = Sources & { readonly key: string; readonly lookup: Lookup };

export const noSources: Sources = { inputs: () => [], files: () => [] };

/** All of several, in order. */
export const allSources = (list: readonly Sources[]): Sources => ({
  inputs: () => list.flatMap(({ inputs }) => inputs()),
  files: function* () {
    for (const { files } of list) yield* files();
  },
});

/** The layer that a step stands on. */
export const standsOn = (key: string): Input => ({ name: "stands on", value: key, layer: true });

/** Files of a stage, by its last layer. */
export const stageSources = (name: string, key: string): Sources => ({
  inputs: () => [{ name: `stage ${name}`, value: key, layer: true }],
  files: () => [],
});

/** Files of an image of the engine. */
export const imageSources = (name: string, id: string): Sources => ({
  inputs: () => [{ name: `image ${name}`, value: id, shown: shortImage(id) }],
  files: () => [],
});

export const shortImage = (id: string): string => id.slice(0, "sha256:".length + 12);

/** What is there of values with a name, in order. */
export const given = (values: Readonly<Record<string, string | undefined>>): readonly Input[] =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [{ name, value }]));
