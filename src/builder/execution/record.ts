/**
 * What is known of a RUN under work, so that it can be taken up again by a process that knows nothing else of it: a JSON value,
 * written at each change of phase. No secret is ever in it; whatever can be told from the Dockerfile again is not in it either.
 */
import type { TarMember } from "../../context/tar-write.ts";
import type { ExitStatus, MountSpec } from "../../engine/engine.ts";
import type { LeftFolders } from "../image-fs/runtime-dirs.ts";
import type { Lease } from "./lease.ts";

/**
 * `acquire`: something of what it needs may be there. `start`: all of it is, and its container, which may have been started already.
 * `wait`: the program runs, or ran. `commit`: it has ended. `release`: its layer is there.
 */
export type Phase = "acquire" | "start" | "wait" | "commit" | "release";

export type RunRecord = {
  readonly session: string;
  /** Number of the attempt, and which of several works of it. */
  readonly run: number;
  readonly part?: string;
  readonly line: number;
  /** Chain key of the layer. */
  readonly key: string;
  readonly phase: Phase;
  readonly container: {
    readonly name: string;
    /** From `start` on. */
    readonly id?: string;
  };
  /** In the order in which they were taken. */
  readonly leases: readonly Lease[];
  /**
   * Builds in other processes may follow it instead of running it, too (follow-other.ts). `wanted`: its process has still to look whether
   * another one has it.
   */
  readonly shared?: "wanted" | "taken";
  /** From `start` on. */
  readonly made?: MadeContainer;
  /** From `commit` on. */
  readonly end?: RunEnd;
  /** In `release`: the image of the layer, and the tag of one that failed. */
  readonly layer?: { readonly image: string; readonly tag?: string };
};

/** What the commit must know of how the container was made. */
export type MadeContainer = {
  /** The engine keeps its output. */
  readonly logKept: boolean;
  /** Where something is mounted; and is any of it for this RUN alone? */
  readonly mounted: readonly string[];
  readonly mountsOwn: boolean;
  /** Env to commit it with, where the container has variables that are not the image's: those by name only. */
  readonly commitEnv?: readonly string[];
  /** Mount points that the image did not have, deepest first, and the program that removes them. */
  readonly stubs: readonly string[];
  readonly cleaner?: MountSpec;
  /** Folders of the runtime that the RUN leaves: still to be looked for, or already known to be lacking. */
  readonly folders?: LeftFolders;
  readonly lacking?: readonly TarMember[];
  /** The RUN may have made /etc/hostname out of the engine's stand-in. */
  readonly hostnameMade: boolean;
};

export type RunEnd = ExitStatus & {
  /** Somebody stopped it. */
  readonly interrupted: boolean;
};

/** Where records are kept. What cannot be written costs only this: a RUN that cannot be taken up. */
export type RunRecords = {
  /** Replaces the record of the same session, run and part. */
  put(record: RunRecord): Promise<void> | void;
  /** Nothing is left of it. */
  forget(record: RunRecord): void;
  /** This process does not follow it any more: whoever comes to it takes it up. */
  leave(record: RunRecord): void;
  /** A RUN of that chain key which nobody follows any more: what was left of it is the caller's alone from now on. */
  left(wanted: LeftWanted): RunRecord | undefined;
  /**
   * A RUN of the same key that a living process has under work and shares, and that `own` gives way to: that one has begun, or both are about
   * to and its session is the older one. Absent: this session shares nothing.
   */
  elsewhere?(own: RunRecord): SharedRun | undefined;
};

/**
 * `run`: the attempt that asks; of several of the session its own comes first. `from`: whose it may be, that attempt's alone, any of the
 * session, or another session's as well.
 */
export type LeftWanted = { readonly key: string; readonly run: number; readonly from: "attempt" | "session" | "anybody" };

/** `since`: when its record was written, in milliseconds since the epoch. */
export type SharedRun = { readonly record: RunRecord; readonly process: number; readonly since: number };

/** May its program have begun? What has not begun is begun anew. */
export const mayHaveBegun = ({ phase }: Pick<RunRecord, "phase">): boolean => phase !== "acquire";

/** What tells a record from the others of its session; good for the name of a file. */
export const recordName = ({ run, part }: RunRecord): string => (part === undefined ? String(run) : `${run}.${part}`);
