/**
 * Which layer each step of a session has, and which failed ones it leaves: a small file beside its logs, for commands and sessions
 * that come later. Ids, lines, and why a step failed, as the screen says it.
 */
import fs from "node:fs";
import path from "node:path";
import { replaceFile } from "./replace-file.ts";
import { storedSessions } from "./sessions.ts";

export type LayerRecord = {
  /** Absolute. */
  readonly dockerfile: string;
  readonly layers: readonly {
    readonly line: number;
    readonly endLine: number;
    readonly stageIndex: number;
    /** Lower case; empty: it has none. */
    readonly stage: string;
    readonly image: string;
    readonly failed: boolean;
  }[];
  /** Containers whose layer could not be written: a person's, whatever they are called. */
  readonly kept?: readonly string[];
  /** How the session stands: for lists. */
  readonly standing?: Standing;
  /** What taking back needs beside these, by id and by tag. */
  readonly undo?: { readonly images: readonly string[]; readonly tags: readonly string[] };
  /** What steps of its Dockerfile took, in its builds so far. */
  readonly times?: StepTimes;
  /** The image it built last. */
  readonly built?: BuiltRecord;
  /** Address of the engine that has them. */
  readonly engine: string;
  readonly left: readonly LeftLayer[];
};

/** By digest of the instruction. `ms`: when it ran last; `whole`: digest of it and all that it stands on, as it was built last. */
export type StepTimes = { readonly [own: string]: { readonly ms?: number; readonly whole?: string } };

/** `cleanBelow`: keys of the clean layers that steps made by hand stand on. */
export type BuiltRecord = { readonly image: string; readonly byHand: readonly string[]; readonly cleanBelow: readonly string[] };

/** `line`: where it stands, or what failed. `at`: since when, milliseconds since the epoch. */
export type Standing = {
  readonly state: "running" | "stopped" | "failed" | "done";
  readonly steps: number;
  readonly done: number;
  readonly line?: number;
  readonly words?: string;
  readonly image?: string;
  readonly tags: readonly string[];
  readonly byHand: boolean;
  readonly at: number;
};

/** A failed layer, for the next session of the Dockerfile: `key` says of which instruction on which layers. */
export type LeftLayer = {
  readonly key?: string;
  readonly line: number;
  readonly kind: "failed" | "interrupted" | "shell";
  readonly message: string;
  readonly exitCode?: number;
  /** Paths of the files that a person edited in it, and what the layer was before. */
  readonly edited?: { readonly files: readonly string[]; readonly before?: string };
  /** What a person had made of it before a shell changed it, in words. */
  readonly handBefore?: string;
  readonly tag: string;
};

const fileName = "layers.json";

/** Replaces the session's record. A state folder that cannot be written costs only this. */
export function writeRecord(folder: string, record: LayerRecord): void {
  const file = path.join(folder, fileName);
  try {
    replaceFile(file, JSON.stringify(record));
  } catch {
    // No room for it; the build goes on.
  }
}

/** Of the newest session whose Dockerfile is meant. */
export function newestRecord(env: NodeJS.ProcessEnv, isMeant: (dockerfile: string) => boolean): LayerRecord | undefined {
  for (const { folder } of storedSessions(env)) {
    const record = recordIn(folder);
    if (record !== undefined && isMeant(record.dockerfile)) return record;
  }
  return undefined;
}

/** Containers that sessions of this user kept for a person. */
export const keptContainers = (env: NodeJS.ProcessEnv): readonly string[] =>
  storedSessions(env).flatMap(({ folder }) => recordIn(folder)?.kept ?? []);

/** The record in the folder of a session; undefined: there is none that can be read. */
export const recordIn = (folder: string): LayerRecord | undefined => readRecord(path.join(folder, fileName));

function readRecord(file: string): LayerRecord | undefined {
  try {
    const record = JSON.parse(fs.readFileSync(file, "utf8")) as LayerRecord;
    if (typeof record.dockerfile !== "string" || !Array.isArray(record.layers)) return undefined;
    const { dockerfile, layers, engine, kept, left, standing, built, undo, times } = record;
    return {
      dockerfile,
      layers: layers.filter(isLayer),
      engine: typeof engine === "string" ? engine : "",
      ...(isWords(kept) && { kept }),
      left: Array.isArray(left) ? left.filter(isLeft) : [],
      ...(isStanding(standing) && { standing }),
      ...(isBuilt(built) && { built }),
      ...(isUndo(undo) && { undo }),
      ...(isTimes(times) && { times }),
    };
  } catch {
    return undefined;
  }
}

const isBuilt = (built: BuiltRecord | undefined): built is BuiltRecord =>
  typeof built?.image === "string" && [built.byHand, built.cleanBelow].every(isWords);

const isUndo = (undo: LayerRecord["undo"]): undo is NonNullable<LayerRecord["undo"]> =>
  undo !== undefined && isObject(undo) && isWords(undo.images) && isWords(undo.tags);

const isTimes = (times: StepTimes | undefined): times is StepTimes =>
  times !== undefined &&
  isObject(times) &&
  Object.entries(times).every(
    ([own, time]) =>
      isDigest(own) &&
      isObject(time) &&
      (time.whole === undefined || isDigest(time.whole)) &&
      (time.ms === undefined || (Number.isFinite(time.ms) && time.ms >= 0)),
  );

const isDigest = (text: unknown): boolean => typeof text === "string" && /^[\da-f]{16}$/.test(text);

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
const isWords = (list: unknown): list is readonly string[] =>
  Array.isArray(list) && list.every((each) => typeof each === "string");

const isLayer = (layer: LayerRecord["layers"][number]): boolean =>
  isObject(layer) &&
  [layer.line, layer.endLine, layer.stageIndex].every((each) => typeof each === "number") &&
  typeof layer.stage === "string" &&
  typeof layer.image === "string";

const isStanding = (standing: Standing | undefined): standing is Standing =>
  standing !== undefined &&
  isObject(standing) &&
  ["running", "stopped", "failed", "done"].includes(standing.state) &&
  [standing.steps, standing.done, standing.at].every((each) => typeof each === "number") &&
  [standing.line, standing.words, standing.image].every(
    (each, at) => each === undefined || typeof each === (at === 0 ? "number" : "string"),
  ) &&
  isWords(standing.tags);

const isLeft = (each: LeftLayer): boolean => isObject(each) && isLeftLayer(each);

const isEdited = (edited: NonNullable<LeftLayer["edited"]>): boolean =>
  isObject(edited) &&
  isWords(edited.files) &&
  edited.files.length > 0 &&
  (edited.before === undefined || typeof edited.before === "string");

const isLeftLayer = ({ key, exitCode, edited, handBefore, line, kind, message, tag }: LeftLayer): boolean =>
  (edited === undefined || isEdited(edited)) &&
  [key, handBefore].every((each) => each === undefined || typeof each === "string") &&
  (exitCode === undefined || typeof exitCode === "number") &&
  typeof line === "number" &&
  ["failed", "interrupted", "shell"].includes(kind) &&
  typeof message === "string" &&
  typeof tag === "string" &&
  tag.startsWith("dbuild-failed:");
