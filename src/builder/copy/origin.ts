/** Where the files of a COPY or ADD come from, and what stands for their content in a layer's key. */
import type { Match, Selection } from "../../context/entries.ts";
import { allSources, type Sources } from "../inputs/step-inputs.ts";

export type Origin = {
  /** Digest of what decides about the result, where it is known without moving the files. */
  readonly key: string | undefined;
  /** The same by name, once it is known. */
  readonly sources: Sources;
  /** Gives the files to `work`. Resolves with the digest, which is known then in any case. */
  use(work: (selection: Selection) => Promise<void>): Promise<string>;
};

/** Several origins as one: all their files in order, a key only when all have one. `join` makes one digest of several. */
export function together(origins: readonly Origin[], join: (keys: readonly string[]) => string): Origin {
  const [only] = origins;
  if (only !== undefined && origins.length === 1) return only;
  const keys = origins.map(({ key }) => key);
  const known = keys.every((key): key is string => key !== undefined) ? join(keys) : undefined;
  return {
    key: known,
    sources: allSources(origins.map(({ sources }) => sources)),
    use: async (work) => join(await openAll(origins, [], work)),
  };
}

/** Opens one after the other, so that every one of them is open while the files are used. */
async function openAll(
  origins: readonly Origin[],
  matches: readonly Match[],
  work: (selection: Selection) => Promise<void>,
): Promise<readonly string[]> {
  const [first, ...rest] = origins;
  if (first === undefined) {
    await work({ matches });
    return [];
  }
  let others: readonly string[] = [];
  const own = await first.use(async (selection) => {
    others = await openAll(rest, [...matches, ...selection.matches], work);
  });
  return [own, ...others];
}
