/** What is true between two steps: the image so far and everything that will be written into its config. JSON-safe. */
import type { HistoryEntry, ImageConfig } from "../engine/engine.ts";

/** A variable of a stage in order of appearance; the later of two with one name wins (BuildKit). */
export type Variable = { readonly name: string; readonly value: string; readonly from: "image" | "env" | "arg" };

/** An ARG line's effect. `value` undefined: declared without a value. */
export type ArgValue = { readonly name: string; readonly value?: string };

export type StageState = {
  readonly index: number;
  /** Engine id of the layers so far; undefined: FROM scratch and nothing added yet. */
  readonly image: string | undefined;
  /** Engine id of the image that FROM named, in a parent stage perhaps; absent: none. */
  readonly base?: string;
  /** Bytes of those layers, and how many they are. */
  readonly size: number;
  readonly layers: number;
  readonly config: ImageConfig;
  readonly history: readonly HistoryEntry[];
  readonly author: string;
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  readonly osVersion?: string;
  /** RFC 3339 time of the newest layer. */
  readonly created: string;
  /** RFC 3339; SOURCE_DATE_EPOCH was given: the time of every history line of this build. */
  readonly epoch?: string;
  /** A RUN was here, so the root has the folders a process needs (/dev, /proc, /sys). */
  readonly ran: boolean;
  /** A RUN's mount below /dev made BuildKit take that folder back; `image` ("": none): what the first RUN stood on. */
  readonly pendingDevDir?: { readonly image: string };
  /** CMD was given in this stage, so a later ENTRYPOINT leaves it alone. */
  readonly cmdSet: boolean;
  /** ARGs in force, declaration order, last value. */
  readonly args: readonly ArgValue[];
  /** Environment of expansion and of RUN. */
  readonly variables: readonly Variable[];
  /** Chain key: digest of everything that led here. Equal keys mean equal inputs. Of no use once `byHand` is set. */
  readonly key: string;
  /** Notes of the steps whose result a person made; never empty once one did, through COPY --from too. */
  readonly byHand: readonly string[];
  /** A step was to be done anew (--no-cache-filter, `dbuild verify`), so no layer is looked up for what stands on it; it spreads like `byHand`. */
  readonly fresh?: true;
  /** History lines for the layers of a base that has no history (a named context's folder); BuildKit puts them last. */
  readonly trailingHistory?: readonly string[];
};

export type BuildState = {
  readonly globals: readonly ArgValue[];
  /** Stages that are finished, by stage index. */
  readonly done: Readonly<Record<string, StageState>>;
  /** The stage being built; undefined before the first FROM. */
  readonly stage?: StageState;
};

/** `state` with the layer `image` made anew as that of `stage`: everything but the layer itself is the same. */
export function withLayerAgain(
  state: BuildState,
  image: string,
  { image: again, size, layers, created }: StageState,
): BuildState {
  const renewed = (stage: StageState): StageState =>
    stage.image === image ? { ...stage, image: again, size, layers, created } : stage;
  const done = Object.fromEntries(Object.entries(state.done).map(([index, stage]) => [index, renewed(stage)]));
  return { ...state, done, ...(state.stage && { stage: renewed(state.stage) }) };
}

export const emptyState: BuildState = { globals: [], done: {} };
