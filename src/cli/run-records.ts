/** Records of what a session has under work, in its folder; and those that dead sessions left, for whoever comes to the same RUN. */
import path from "node:path";
import { mayHaveBegun, type RunRecord, type RunRecords, recordName, type SharedRun } from "../builder/execution/record.ts";
import type { Session } from "../debugger/session.ts";
import { readRecords, recordFiles, takeRecord } from "../store/run-records.ts";
import { isHere } from "../store/session-id.ts";
import { isLeft, storedSessions } from "../store/sessions.ts";
import { engineOf, isOpen, ownerPid } from "../store/state-folder.ts";

export type RecordsOptions = {
  readonly env: NodeJS.ProcessEnv;
  /** Of the session. */
  readonly folder: string;
  /** Address of the engine. */
  readonly engine: string;
  /** As its journal had it, if it is gone on with. */
  readonly restored?: Pick<Session, "attempts">;
  /** A RUN is shared with builds in other processes. */
  readonly shares?: boolean;
};

export type SessionRecords = RunRecords & {
  /** Is that text about a container that this session follows, or did? */
  readonly concerns: (text: string) => boolean;
};

/**
 * The records of one session. What others left is looked up once: who dies later is not waited for, and who is first to take a record has
 * it.
 */
export function recordsIn({ env, folder, engine, restored, shares = false }: RecordsOptions): SessionRecords {
  const files = recordFiles(folder);
  const ended = new Map(Object.values(restored?.attempts ?? {}).flatMap((each) => each.map((one) => [one.run, one] as const)));
  const found = recordsOf(folder).filter((record) => {
    // killed after its end was written down, before this was removed; a failure may have been written down before its layer was there
    const end = record.phase === "release" ? ended.get(record.run) : undefined;
    const isOver = end !== undefined && (record.layer?.tag === undefined || end.image !== undefined);
    if (isOver) files.forget(nameOf(record));
    return !isOver;
  });
  const containers = new Set(containersOf(folder));
  /** Of this session, and followed by nobody. */
  let left = [...found];
  let others: readonly LeftRecord[] | undefined;
  return {
    put: (record) => {
      containers.add(record.container.name);
      files.put(nameOf(record), record);
    },
    forget: (record) => files.forget(nameOf(record)),
    leave: (record) => {
      left = [...left, record];
    },
    left: ({ key, run, from }) => {
      const fitting = left.filter((record) => record.key === key);
      const mine = fitting.find((record) => record.run === run) ?? (from === "attempt" ? undefined : fitting[0]);
      if (mine !== undefined) {
        left = left.filter((record) => record !== mine);
        return mine;
      }
      if (from !== "anybody") return undefined;
      others ??= leftByOthers({ env, folder, engine });
      const taken = others.find(({ record, from }) => record.key === key && takeRecord(from, nameOf(record), folder));
      return taken?.record;
    },
    ...(shares && {
      elsewhere: (own) => {
        const found = sharedByOthers({ env, folder, engine }, own);
        // should its process die, what it left was not there when that was looked up
        if (found === undefined) return undefined;
        others = undefined;
        containers.add(found.record.container.name);
        return found;
      },
    }),
    concerns: (text) => [...containers].some((name) => text.includes(name)),
  };
}

type LeftRecord = { readonly record: RunRecord; readonly from: string };

/** What sessions on this engine that no process works on left under work. */
function leftByOthers({ env, folder, engine }: RecordsOptions): readonly LeftRecord[] {
  return storedSessions(env).flatMap((session) => {
    if (session.folder === folder || engineOf(session.folder) !== engine) return [];
    const records = recordsOf(session.folder).filter(mayHaveBegun);
    return records.length > 0 && isLeft(env, session) ? records.map((record) => ({ record, from: session.folder })) : [];
  });
}

/** What a living process of this machine on this engine shares of that key, and `own` gives way to. */
function sharedByOthers({ env, folder, engine }: RecordsOptions, own: RunRecord): SharedRun | undefined {
  for (const session of storedSessions(env)) {
    // whether one of another machine or namespace lives nobody here knows
    if (session.folder === folder || !isOpen(session.folder) || !isHere(session.id)) continue;
    if (engineOf(session.folder) !== engine || isLeft(env, session)) continue;
    for (const { record, writtenAt } of readRecords(session.folder)) {
      if (!isRecord(record) || record.key !== own.key || record.shared === undefined) continue;
      if (record.shared !== "taken" && record.session > own.session) continue;
      return { record, process: ownerPid(session.folder) ?? 0, since: writtenAt };
    }
  }
  return undefined;
}

/** All records of the user's sessions, whoever works on them: twice, for one may move from a session to another meanwhile. */
export function allRecords(env: NodeJS.ProcessEnv): readonly RunRecord[] {
  const once = (): readonly RunRecord[] => storedSessions(env).flatMap(({ folder }) => recordsOf(folder));
  return [...once(), ...once()];
}

/** Containers that the session in that folder had under work. */
export const containersOf = (folder: string): readonly string[] => recordsOf(folder).map(({ container }) => container.name);

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
