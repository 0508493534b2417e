/** Chance that can be had again: the same seed gives the same answers. */
export type Dice = {
  /** A whole number from 0 up to `below`, not included. */
  readonly number: (below: number) => number;
  /** True once in `times`. */
  readonly once: (times: number) => boolean;
  readonly one: <Item>(items: readonly Item[]) => Item;
  /** Some of them, at most `most`, in their order, none twice. */
  readonly some: <Item>(items: readonly Item[], most: number) => readonly Item[];
};

/** `seed`: any whole number. */
export function diceOf(seed: number): Dice {
  // Weyl sequence with the mixing of MurmurHash3's end: small, and good enough to choose lines.
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  };
  const number = (below: number) => next() % below;
  return {
    number,
    once: (times) => number(times) === 0,
    one: (items) => items[number(items.length)] as (typeof items)[number],
    some: (items, most) => {
      const wanted = new Set(Array.from({ length: number(most + 1) }, () => number(items.length)));
      return items.filter((_, index) => wanted.has(index));
    },
  };
}
