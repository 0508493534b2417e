/** Records of what a session has under work, in its folder; and those that dead sessions left, for whoever comes to the same RUN. */
import path from "node:path";
import { mayHaveBegun, type RunRecord, type RunRecords, recordName } from "../builder/execution/record.ts";
import { readRecords, recordFiles, takeRecord } from "../store/run-records.ts";
import { isLeft, storedSessions } from "../store/sessions.ts";
import { engineOf } from "../store/state-folder.ts";

export type RecordsOptions = {
  readonly env: NodeJS.ProcessEnv;
  /** Of the session. */
  readonly folder: string;
  /** Address of the engine. */
  readonly engine: string;
};

export type SessionRecords = RunRecords & {
  /** Is that text about a container that this session follows, or did? */
  readonly concerns: (text: string) => boolean;
};

/** The records of one session. They are asked for what is left only where something could be: a look into a folder. */
export function recordsIn({ env, folder, engine }: RecordsOptions): SessionRecords {
  const files = recordFiles(folder);
  const containers = new Set(recordsOf(folder).map(({ container }) => container.name));
  /** Followed by this process, or kept for a person. */
  const own = new Set<string>();
  return {
    put: (record) => {
      own.add(nameOf(record));
      containers.add(record.container.name);
      files.put(nameOf(record), record);
    },
    forget: (record) => {
      own.delete(nameOf(record));
      files.forget(nameOf(record));
    },
    leave: (record) => void own.delete(nameOf(record)),
    left: (key, others) => {
      const mine = recordsOf(folder).find((record) => record.key === key && !own.has(nameOf(record)));
      if (mine !== undefined || !others) return mine;
      for (const session of storedSessions(env)) {
        if (session.folder === folder) continue;
        const found = recordsOf(session.folder).find((record) => record.key === key && mayHaveBegun(record));
        if (found === undefined || engineOf(session.folder) !== engine || !isLeft(env, session)) continue;
        if (takeRecord(session.folder, nameOf(found), folder)) return found;
      }
      return undefined;
    },
    concerns: (text) => [...containers].some((name) => text.includes(name)),
  };
}

/** All records of the user's sessions, whoever works on them: twice, for one may move from a session to another meanwhile. */
export function allRecords(env: NodeJS.ProcessEnv): readonly RunRecord[] {
  const once = (): readonly RunRecord[] => storedSessions(env).flatMap(({ folder }) => recordsOf(folder));
  return [...once(), ...once()];
}

/** Is anything in the session's folder that may still run? */
export const leavesWork = (folder: string): boolean => recordsOf(folder).some(mayHaveBegun);

const recordsOf = (folder: string): readonly RunRecord[] =>
  readRecords(folder).flatMap(({ record }) => (isRecord(record) ? [record] : []));

/** An attempt of an earlier process of the session may have had the same number. */
const nameOf = (record: RunRecord): string => path.basename(`${record.session}-${recordName(record)}`);

function isRecord(value: unknown): value is RunRecord {
  const { session, run, line, key, phase, container, leases } = (value ?? {}) as Partial<RunRecord>;
  const words = [session, key, phase, container?.name].every((each) => typeof each === "string");
  return words && [run, line].every((each) => typeof each === "number") && Array.isArray(leases);
}
