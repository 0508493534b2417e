/**
 * What the engine lists of a step's container, asked for before that is removed: a committed layer has no such list. Whoever opens the
 * changes of the layer has the names at once, and where the step only added files, with a look at each all there is to tell.
 */
import type { Engine, FileChange } from "../engine/engine.ts";
import { byName, lookedAt, mostLookedAt, ownOnly } from "./changes-in-container.ts";
import type { Changes } from "./found.ts";
import type { Layers } from "./layer-files.ts";
import { recent } from "./recent.ts";

/** A container whose layer is `after`. `stubs` and `mended` as in CommittedLayer (builder/step-context.ts). */
export type Committed = Layers & { readonly container: string; readonly stubs: readonly string[]; readonly mended: boolean };

export type Early = {
  readonly changes: Changes;
  /** Paths to look at in a container of the layer, which give all there is to tell; absent: only a comparison does. */
  readonly added?: readonly FileChange[];
  /** `changes` is all there is to tell. */
  readonly whole: boolean;
};

export type EarlyChanges = {
  /** Asks for the list of a container that goes, once that is told to be worth it. `took` hears for how many milliseconds. Never rejects. */
  beforeRemoval(container: Committed, worth: Promise<boolean>, took: (ms: number) => void): Promise<void>;
  /** The same of one that has failed, with a look at each path: it stays until its layer is written. */
  failed(container: string, before: string | undefined, took: (ms: number) => void): Promise<void>;
  /** What is there by now. */
  known(layers: Layers): Early | undefined;
  /** What there will be; at once where nothing is asked for. */
  coming(layers: Layers): Promise<Early | undefined>;
};

/** Bytes of an answer; of a longer one the rest is not read, and nothing kept. */
const longest = 256 << 10;
/** Of more paths nothing is kept either. */
const mostPaths = 3000;
/** Steps whose lists are kept: some tens of megabytes at the very most. */
const mostKept = 40;

type Asked = { readonly coming: Promise<Early | undefined>; found?: Early | undefined };

export function earlyChanges(engine: Engine, signal: AbortSignal): EarlyChanges {
  const asked = recent<Asked>(mostKept);
  const keyOf = ({ before, after }: Layers): string => `${before} ${after}`;
  const keep = async (key: string, work: Promise<Early | undefined>): Promise<void> => {
    const entry: Asked = { coming: work.catch(() => undefined) };
    asked.set(key, entry);
    entry.found = await entry.coming;
  };
  const listOf = async ({ container, before, stubs }: Omit<Committed, "after" | "mended">, took: (ms: number) => void) => {
    const began = performance.now();
    const told = await engine.changesWithin(container, { bytes: longest, signal });
    took(performance.now() - began);
    const list = told && ownOnly(told, stubs);
    if (list === undefined || list.length > mostPaths) return undefined;
    const addsOnly = list.length <= mostLookedAt && list.every(({ kind }) => kind === "added");
    return { list, addsOnly: addsOnly && (await tellsAll(engine, container, before)) };
  };
  const names = async (left: Committed, took: (ms: number) => void): Promise<Early | undefined> => {
    const told = await listOf(left, took);
    if (told === undefined) return undefined;
    const { list, addsOnly } = told;
    const isAll = addsOnly && !left.mended;
    const changes: Changes = { list: list.map(byName), byName: true };
    // of nothing there is nothing more to tell
    return { changes, ...(isAll && { added: list }), whole: isAll && list.length === 0 };
  };
  const sized = async (
    failed: Pick<Committed, "container" | "before">,
    took: (ms: number) => void,
  ): Promise<Early | undefined> => {
    const told = await listOf({ ...failed, stubs: [] }, took);
    if (told === undefined) return undefined;
    const list = await lookedAt(engine, failed.container, told.list, signal);
    return signal.aborted ? undefined : { changes: { list }, whole: told.addsOnly };
  };
  return {
    failed: (container, before, took) => keep(keyOf({ before, after: container }), sized({ container, before }, took)),
    beforeRemoval: (left, worth, took) => {
      const stopped = asked.get(keyOf({ before: left.before, after: left.container }));
      const told = async (): Promise<Early | undefined> => {
        const early = await stopped?.coming;
        if (early !== undefined) return { ...early, whole: early.whole && !left.mended };
        return (await worth) ? names(left, took) : undefined;
      };
      return keep(keyOf(left), told());
    },
    known: (layers) => {
      const found = asked.get(keyOf(layers))?.found;
      // that nothing changed is said once it is sure
      return found?.whole || found?.changes.list.length ? found : undefined;
    },
    coming: async (layers) => asked.get(keyOf(layers))?.coming,
  };
}

/**
 * Of a file that was written again with as many bytes, an engine tells only by its time, in whole seconds for what comes from a layer: it
 * misses one of the same second. No file of the layer before is younger than its commit.
 */
async function tellsAll(engine: Engine, container: string, before: string | undefined): Promise<boolean> {
  if (before === undefined) return true;
  const image = await engine.image(before);
  if (image === undefined) return false;
  return Math.floor(await engine.madeAt(container)) > Math.floor(Date.parse(image.created ?? "") / 1000);
}
