/**
 * Whether the engine is asked for the list of a container that goes: it compares the whole file system with that of the layer before, on
 * every storage driver that was tried. That is 25 ms on busybox and 0.5 to 1.5 s on Debian (overlay2 and the containerd store alike), beside
 * which the next step runs. Pure, but for what it has learned.
 */

/** A list that is about to be asked for. */
export type ListAsked = {
  /** The base that its stage stands on, and the bytes of the layers before it. */
  readonly base: string | undefined;
  readonly size: number;
  /** How long the step took, in milliseconds. */
  readonly took: number;
  /** What happens meanwhile: nothing, other steps run, or the step waits for it. */
  readonly meanwhile: "nothing" | "steps" | "waiting";
};

export type ListCost = {
  isWorth(list: ListAsked): boolean;
  /** A list of that base took so many milliseconds. */
  learn(base: string | undefined, ms: number): void;
};

/** Of the time that a step took. */
const share = 0.03;
/**
 * Milliseconds that may be spent whatever the step took. Beside other steps they are such as cannot be told from none in a session of short
 * steps (docs/performance.md); while nothing runs the engine may be busy for as long as a person reads.
 */
const unfelt: Readonly<Record<ListAsked["meanwhile"], number>> = { nothing: 3000, steps: 60, waiting: 0 };
/** Milliseconds for each byte of layers, before anything is known: Debian's 117 MB took over a second. */
const guessed = 1e-5;

export function listCost(): ListCost {
  const known = new Map<string | undefined, number>();
  return {
    isWorth: ({ base, size, took, meanwhile }) => {
      const cost = known.get(base) ?? size * guessed;
      return cost <= Math.max(unfelt[meanwhile], took * share);
    },
    learn: (base, ms) => void known.set(base, ms),
  };
}
