// "Did you mean": the nearest of a few known words.

/** Insertions, deletions, replacements and swaps of neighbours needed to make `a` of `b`. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

// A file of thousands of wrong words, each beside thousands of known ones, must not take minutes.
const longestWord = 100;
const mostWords = 200;

/** The known word (of the last 200 of about its length) at most two edits away, or the only one that `word` (three letters at least) begins. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let found: string | undefined;
  let least = 3;
  if (word.length > longestWord) return undefined;
  // a word of another length altogether cannot be near, and must not take the place of one that is
  const alike = known.filter((candidate) => Math.abs(candidate.length - word.length) < least);
  for (const candidate of alike.slice(-mostWords)) {
    const edits = distance(word, candidate);
    if (edits < least && edits < candidate.length) {
      found = candidate;
      least = edits;
    }
  }
  if (found !== undefined || word.length < 3) return found;
  const begun = known.filter((candidate) => candidate.startsWith(word));
  return begun.length === 1 ? begun[0] : undefined;
}
