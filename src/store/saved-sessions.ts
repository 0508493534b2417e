/** All sessions that this machine keeps, with what each needs and takes; and what else of dbuild lies here. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { hasDraft } from "./drafts.ts";
import { recordIn } from "./layers.ts";
import { type Needs, needsOf } from "./needs.ts";
import { readRecords } from "./run-records.ts";
import { sessionIn } from "./session-id.ts";
import { contextHashes, stateRoots } from "./state-folder.ts";
import { usesFolder } from "./uses.ts";

export type SavedSession = {
  readonly id: string;
  readonly folder: string;
  readonly dockerfile?: string;
  readonly engine?: string;
  readonly needs: Needs;
  readonly draft: boolean;
  readonly bytes: number;
  /** Seconds since the epoch. */
  readonly changed: number;
};

export function savedSessions(env: NodeJS.ProcessEnv): readonly SavedSession[] {
  const folders = stateRoots(env).flatMap((root) => within(path.join(root, "sessions")));
  return folders.flatMap((folder) => {
    const id = sessionIn(path.basename(folder));
    if (id === undefined || id !== path.basename(folder)) return [];
    const record = recordIn(folder);
    const { bytes, changed } = measured(folder);
    const runs = readRecords(folder).map((each) => each.record);
    const of = record && { dockerfile: record.dockerfile, engine: record.engine };
    return [{ id, folder, ...of, needs: needsOf(record, runs), draft: hasDraft(folder), bytes, changed }];
  });
}

export type OwnFolder = {
  /** `temporary`: what a dbuild fetches, unpacks or listens at while it runs. `engines`: programs that `npm test` brought. */
  readonly kind: "hashes" | "uses" | "temporary" | "engines";
  readonly path: string;
  readonly bytes: number;
};

/** What there is beside the sessions. */
export function ownFolders(env: NodeJS.ProcessEnv): readonly OwnFolder[] {
  const temporary = within(os.tmpdir()).filter((each) => /^dbuild-(?:context|ssh|add)-[^/]+$/.test(path.basename(each)));
  const cache = path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "dbuild");
  const all: readonly (readonly [OwnFolder["kind"], string])[] = [
    ["hashes", contextHashes(env)],
    ["uses", usesFolder(env)],
    ...temporary.map((each) => ["temporary", each] as const),
    ["engines", cache],
  ];
  return all.filter(([, each]) => fs.existsSync(each)).map(([kind, each]) => ({ kind, path: each, bytes: measured(each).bytes }));
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
