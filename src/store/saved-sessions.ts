/** What the sessions of this machine need and take, and what else of dbuild lies here. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { cacheKeysFolder } from "./cache-keys.ts";
import { hasDraft } from "./drafts.ts";
import { inputsFolder } from "./inputs.ts";
import { recordIn } from "./layers.ts";
import { type Needs, needsOf } from "./needs.ts";
import { readRecords } from "./run-records.ts";
import { storedSessions } from "./sessions.ts";
import { contextHashes } from "./state-folder.ts";
import { usesFolder } from "./uses.ts";

export type KeptSession = {
  readonly id: string;
  readonly folder: string;
  readonly dockerfile?: string;
  readonly engine?: string;
  readonly needs: Needs;
  /** It can be gone on with, and has not come to its end. */
  readonly unfinished: boolean;
  readonly draft: boolean;
  readonly bytes: number;
  /** Seconds since the epoch. */
  readonly changed: number;
};

export function keptSessions(env: NodeJS.ProcessEnv): readonly KeptSession[] {
  return storedSessions(env).map(({ id, folder }) => {
    const record = recordIn(folder);
    const runs = readRecords(folder).map((each) => each.record);
    const { bytes, changed } = measured(folder);
    const of = record && { dockerfile: record.dockerfile, engine: record.engine };
    const unfinished = record?.standing !== undefined && record.standing.state !== "done";
    return {
      id,
      folder,
      ...of,
      needs: needsOf(record, runs),
      unfinished,
      draft: hasDraft(folder),
      bytes,
      changed,
    };
  });
}

export type OwnFolder = {
  /** `edits`: files of layers as somebody edited them, not back in a layer yet. `temporary`: what a dbuild fetches, unpacks or listens at while it runs. `engines`: programs that `npm test` brought. */
  readonly kind: "hashes" | "inputs" | "keys" | "uses" | "edits" | "temporary" | "engines";
  readonly path: string;
  readonly bytes: number;
  /** Seconds since the epoch. */
  readonly changed: number;
};

/** What there is beside the sessions. */
export function ownFolders(env: NodeJS.ProcessEnv): readonly OwnFolder[] {
  const called = (names: RegExp) => within(os.tmpdir()).filter((each) => names.test(path.basename(each)));
  const temporary = called(/^dbuild-(?:context|ssh|add)-[^/]+$/);
  const edits = called(/^dbuild-edit-[^/]+$/);
  const cache = path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "dbuild");
  const all: readonly (readonly [OwnFolder["kind"], string])[] = [
    ["hashes", contextHashes(env)],
    ["inputs", inputsFolder(env)],
    ["keys", cacheKeysFolder(env)],
    ["uses", usesFolder(env)],
    ...edits.map((each) => ["edits", each] as const),
    ...temporary.map((each) => ["temporary", each] as const),
    ["engines", cache],
  ];
  return all.filter(([, each]) => fs.existsSync(each)).map(([kind, each]) => ({ kind, path: each, ...measured(each) }));
}

/** Bytes that the files below take on the disk, and when one last changed, in seconds. Links are not followed. */
function measured(place: string): { readonly bytes: number; readonly changed: number } {
  let bytes = 0;
  let changed = 0;
  const add = (file: string): void => {
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return;
    // where a file system tells no blocks, the length is all there is
    bytes += stat.blocks > 0 ? stat.blocks * 512 : stat.size;
    changed = Math.max(changed, stat.mtimeMs / 1000);
    if (stat.isDirectory()) for (const each of within(file)) add(each);
  };
  add(place);
  return { bytes, changed };
}

function within(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}
