/** Which entries of an old list are which entries of a new one. Pure. */
import { diffArrays } from "diff";

/** Pairs [old index, new index] of a longest common subsequence; undefined when the lists have too little in common to say cheaply. */
export function commonOrder(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] | undefined {
  const most = Math.min(old.length, now.length);
  let above = 0;
  while (above < most && old[above] === now[above]) above++;
  let below = 0;
  while (below < most - above && old[old.length - 1 - below] === now[now.length - 1 - below]) below++;
  // Myers' algorithm is linear in what is the same, quadratic in what differs
  const changes = diffArrays(old.slice(above, old.length - below), now.slice(above, now.length - below), { maxEditLength: 400 });
  if (changes === undefined) return undefined;
  const pairs = Array.from({ length: above }, (_, at): readonly [number, number] => [at, at]);
  let [left, right] = [above, above];
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let at = 0; at < count; at++) pairs.push([left + at, right + at]);
    if (!added) left += count;
    if (!removed) right += count;
  }
  for (let at = 0; at < below; at++) pairs.push([left + at, right + at]);
  return pairs;
}

/** Words two texts share, 0 to 1 (Dice coefficient). */
export function likeness(left: string, right: string): number {
  const words = (text: string) => new Set(text.split(/\W+/).filter((word) => word !== ""));
  const [one, other] = [words(left), words(right)];
  if (one.size + other.size === 0) return 1;
  return (2 * [...one].filter((word) => other.has(word)).length) / (one.size + other.size);
}

/** The most alike pairs first, each entry once; none below `least`. Long lists are paired in order. */
export function bestPairs(old: readonly string[], now: readonly string[], least: number): readonly (readonly [number, number])[] {
  if (least === 0 && (old.length === now.length || old.length * now.length > 10_000)) {
    return Array.from({ length: Math.min(old.length, now.length) }, (_, at) => [at, at] as const);
  }
  if (old.length * now.length > 10_000) return [];
  const all = old.flatMap((left, from) => now.map((right, to) => ({ from, to, score: likeness(left, right) })));
  const taken = { from: new Set<number>(), to: new Set<number>() };
  const pairs: (readonly [number, number])[] = [];
  for (const { from, to, score } of all.sort((left, right) => right.score - left.score)) {
    if (score < least || taken.from.has(from) || taken.to.has(to)) continue;
    taken.from.add(from);
    taken.to.add(to);
    pairs.push([from, to]);
  }
  return pairs;
}
