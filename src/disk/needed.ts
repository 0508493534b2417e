/** Which sessions can be gone on with: what they need stays. Pure. */
import type { KnownSession, Sessions } from "./items.ts";

/** Those that can be gone on with: they live, or are the newest of their Dockerfile on their engine. */
export function resumable(all: readonly KnownSession[], { life }: Pick<Sessions, "life">): readonly KnownSession[] {
  const seen = new Set<string>();
  return all
    .toSorted((one, other) => (one.id < other.id ? 1 : -1))
    .filter(({ id, dockerfile, engine }) => {
      const place = JSON.stringify([dockerfile, engine]);
      const newest = dockerfile !== undefined && !seen.has(place);
      if (dockerfile !== undefined) seen.add(place);
      return newest || life(id) !== "dead";
    });
}
