/** Which lines of a log are of some kind, a bit for each: how many come before one, and where the n-th is, at once. Pure. */

export type LineSet = {
  /** Takes the next `count` lines; `members`: which of them belong to it, from 0, ascending. */
  add(count: number, members: readonly number[]): void;
  /** Lines taken. */
  readonly lines: number;
  /** How many of them belong to it. */
  readonly size: number;
  /** How many that belong to it come before `line`. */
  rank(line: number): number;
  /** The line that comes as the `nth`, from 0; it must be there. */
  at(nth: number): number;
  /** It has room for so many lines more. */
  readonly room: number;
};

/** Lines of a block: as many as are gone through bit by bit. */
const BLOCK = 1024;
const WORD = 32;
const WORDS = BLOCK / WORD;

/** Lines that it has room for by default: 16 MB of bits. */
const MOST = 2 ** 27;

/** `most` lines at most. */
export function newLineSet(most = MOST): LineSet {
  let bits = new Uint32Array(WORDS);
  /** How many come before each block. */
  let before = new Uint32Array(2);
  let lines = 0;
  let size = 0;

  const grow = (to: number): void => {
    const blocks = Math.ceil(to / BLOCK) + 1;
    if (blocks <= before.length && blocks * WORDS <= bits.length) return;
    const wanted = Math.min(2 * blocks, Math.ceil(most / BLOCK) + 1);
    bits = grown(bits, wanted * WORDS);
    before = grown(before, wanted);
  };

  /** How many of the bits before `line` are set, from the beginning of its block on. */
  const inBlock = (line: number): number => {
    const from = Math.floor(line / BLOCK) * WORDS;
    const last = Math.floor(line / WORD);
    let count = 0;
    for (let word = from; word < last; word++) count += ones(bits[word] ?? 0);
    return count + ones((bits[last] ?? 0) & (2 ** (line % WORD) - 1));
  };

  return {
    add: (count, members) => {
      const first = lines;
      grow(first + count);
      let next = 0;
      for (let block = Math.floor(first / BLOCK); block * BLOCK < first + count; block++) {
        const end = (block + 1) * BLOCK - first;
        for (; next < members.length && (members[next] as number) < end; next++) {
          const line = first + (members[next] as number);
          const word = Math.floor(line / WORD);
          bits[word] = (bits[word] ?? 0) | (1 << (line % WORD));
        }
        before[block + 1] = size + next;
      }
      lines += count;
      size += members.length;
    },
    get lines() {
      return lines;
    },
    get size() {
      return size;
    },
    rank: (line) => (line >= lines ? size : line <= 0 ? 0 : (before[Math.floor(line / BLOCK)] ?? 0) + inBlock(line)),
    at: (nth) => {
      let low = 0;
      let high = Math.floor(Math.max(0, lines - 1) / BLOCK);
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((before[middle] ?? 0) <= nth) low = middle;
        else high = middle - 1;
      }
      let left = nth - (before[low] ?? 0);
      let word = low * WORDS;
      for (; left >= ones(bits[word] ?? 0); word++) left -= ones(bits[word] ?? 0);
      let rest = bits[word] ?? 0;
      for (; left > 0; left--) rest &= rest - 1;
      return word * WORD + lowest(rest);
    },
    get room() {
      return most - lines;
    },
  };
}

function grown(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(length);
  next.set(array);
  return next;
}

/** How many bits are set. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The place of the lowest bit that is set. */
const lowest = (word: number): number => 31 - Math.clz32(word & -word);
