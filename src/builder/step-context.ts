/** What executing a step needs around it. */
import type { TreeIndex } from "../context/disk-tree.ts";
import type { Program } from "../dockerfile/program.ts";
import type { Engine } from "../engine/engine.ts";
import type { BuildArgs } from "./args.ts";
import type { ContextWord } from "./context-words.ts";
import type { StepFailure } from "./execute.ts";
import type { RunRecords } from "./execution/record.ts";
import type { Holds } from "./holds.ts";
import type { ImageLookUps } from "./image-look-ups.ts";
import type { StepInputs } from "./inputs/step-inputs.ts";
import type { Kept } from "./kept.ts";
import type { BuildRequest } from "./request.ts";
import type { NetworkPool } from "./sandbox/network-pool.ts";
import type { ArgValue, StageState } from "./state.ts";
import type { Step } from "./steps.ts";

/** One session's workshop. `program` is the one the step belongs to. */
export type BuildContext = {
  /** That of `holds`. */
  readonly engine: Engine;
  readonly holds: Holds;
  /** For names of which an answer a second old is good enough; absent: each is asked for when it is needed. */
  readonly lookUps?: ImageLookUps;
  readonly kept: Kept;
  /** What is under work, for a process that takes it up after this one. */
  readonly records?: RunRecords;
  readonly session: string;
  /** Is it sure that nobody runs that session any more? */
  readonly isDead: (session: string) => boolean;
  readonly program: Program;
  /** How long a step waits for an engine that was lost, in milliseconds; absent: not at all. */
  readonly reconnectFor?: number;
  /** How many steps the build has. */
  readonly steps: number;
  /** What the whole build reads of its contexts: what other steps name is sent with a step's own. */
  readonly contextWords: readonly ContextWord[];
  readonly buildArgs: BuildArgs;
  /** BUILDPLATFORM, TARGETARCH and so on. */
  readonly platformArgs: readonly ArgValue[];
  readonly noCache: boolean;
  /** Chain keys: what stands on the layer of one of them is made anew, whatever was built before. */
  readonly noCacheAbove?: ReadonlySet<string>;
  readonly pull: boolean;
  readonly request: BuildRequest;
  /** What COPY and ADD read: absolute paths of the build context, the Dockerfile (for its .dockerignore), and the folder of known content hashes. */
  readonly files: {
    readonly root: string;
    readonly dockerfile: string;
    readonly statCache: string;
    /** False: .dockerignore does not hold (a context from git, http or standard input). */
    readonly ignore?: boolean;
    /** Owners and such of an unpacked context. */
    readonly index?: TreeIndex;
  };
  /** Absent: every RUN has a network of its own. */
  readonly networks?: NetworkPool;
  /** Work nobody waits for (removing containers); awaited before the process ends. */
  readonly background: (work: Promise<unknown>) => void;
  /** Hears what each step with a layer is made of once that is known, at every attempt. */
  readonly hearInputs?: (step: Step, inputs: StepInputs) => void;
};

/** One attempt at one step. */
export type Attempt = {
  readonly run: number;
  /** One of several works of this attempt (ONBUILD triggers, stages they need): tells their containers and tags apart. */
  readonly part?: string;
  readonly signal: AbortSignal;
  /** False: run even if a layer is there already. */
  readonly useCache: boolean;
  /** `at`: when it came, in milliseconds since the epoch; now, where nothing is said. */
  readonly log: (chunk: Uint8Array, at?: number) => void;
  /** Puts into the log what an earlier process had read of this attempt's output: nobody else keeps it. */
  readonly earlierOutput?: () => void;
  /** Hears the name of its container when somebody has the engine pause it, and nothing when that goes on. True: that was dbuild's doing. */
  readonly suspended?: (container?: string) => boolean;
  /** Hears of the layer of a RUN while a process that takes the RUN up would hear of it again: nothing is given back before it settles. */
  readonly made?: (stage: StageState) => Promise<void>;
  /**
   * Hears how a RUN failed, or was stopped, as soon as that is known, and in which container: its layer is written after that. `tag`: what
   * the layer will be called.
   */
  readonly failing?: (failure: StepFailure, container: string) => void;
  /** What an earlier process left of this very attempt is gone on with; nothing is run anew. */
  readonly onlyLeft?: boolean;
  /** Hears the id of the container that runs. */
  readonly began?: (container: string) => void;
  /** Hears of a container whose layer is there, before it is removed: that waits until what is returned settles. It never rejects. */
  readonly beforeRemoval?: (container: string, layer: CommittedLayer) => Promise<void>;
};

/** The layer that was made of a container. */
export type CommittedLayer = {
  /** What the container was made from, and what was made of it. */
  readonly before: string | undefined;
  readonly after: string;
  /** Mount points in it that are not in the layer. */
  readonly stubs: readonly string[];
  /** There may be something in the layer that was not in the container. */
  readonly mended: boolean;
  /** The step waits for the removal. */
  readonly awaited: boolean;
};

/** What executing one step has at hand. */
export type StepContext = BuildContext & Attempt & { readonly step: Step };

const encoder = new TextEncoder();
/** A line of dbuild's own in a step's output. */
export const say = ({ log }: Pick<Attempt, "log">, line: string): void => log(encoder.encode(`${line}\n`));
