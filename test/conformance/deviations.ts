/**
 * Every allowed difference between dbuild's image and docker build's, with the reason. The list is as short as the engine's API
 * permits. An entry that no case needs any more fails a whole run.
 */
import type { Judge } from "./judge.ts";

export type Deviation = {
  /** One case, or every case of an area (`run/`). */
  readonly where: string;
  readonly store?: "graph" | "containerd";
  /** Only where the engine's BuildKit is that old: dbuild follows the newest. */
  readonly before?: number;
  /** Only from this engine on. */
  readonly from?: number;
  readonly line: RegExp;
  readonly why: string;
};

export const deviations: readonly Deviation[] = [];

/** The entry that permits this difference; undefined when there is none. */
export function deviationFor(name: string, judge: Judge, line: string): Deviation | undefined {
  return deviations.find((one) => applies(one, judge) && covers(one, name) && one.line.test(line));
}

/** Entries that speak of this judge and permitted nothing in a run of all cases. */
export function unneeded(judge: Judge, used: ReadonlySet<Deviation>): readonly Deviation[] {
  return deviations.filter((one) => applies(one, judge) && !used.has(one));
}

const applies = (one: Deviation, { store, major }: Judge): boolean =>
  (one.store ?? store) === store &&
  (one.before === undefined || major < one.before) &&
  (one.from === undefined || major >= one.from);

const covers = ({ where }: Deviation, name: string): boolean => (where.endsWith("/") ? name.startsWith(where) : name === where);
