/**
 * Looks at images by name for the steps of a build. Where every step finds its layer a build is one look after the other, each a
 * request that the next one waits for; the build before asked for the same names most of the time, so those that come next are asked
 * for beside each other.
 */
import type { Engine, Image } from "../engine/engine.ts";

export type ImageLookUps = {
  /** The image of that name (GET /images/{name}/json), as it is or was within the last second. Throws EngineLostError. */
  image(name: string): Promise<Image | undefined>;
  /** Names that were asked for, the first ones first. */
  asked(): readonly string[];
};

/** How many are asked for ahead. */
const ahead = 16;
/** Milliseconds for which an answer is good: as long as a chain of found layers needs to come to it, and too short for a person. */
const freshFor = 1000;
/** Names that are remembered. */
const most = 1000;

type Answer = { readonly at: number; readonly image: Promise<Image | undefined> };

/** `before`: names that an earlier build asked for, in that order. */
export function imageLookUps(
  engine: Pick<Engine, "image">,
  before: readonly string[] = [],
  now: () => number = Date.now,
): ImageLookUps {
  const place = new Map(before.map((name, at) => [name, at]));
  const answers = new Map<string, Answer>();
  const names = new Set<string>();
  /** Places of the last name that was asked for here, and of the first one that was not asked for ahead. */
  let reached = -1;
  let next = 0;

  const ask = (name: string): Promise<Image | undefined> => {
    const image = engine.image(name);
    answers.delete(name); // so that they stay in the order of their time
    answers.set(name, { at: now(), image });
    return image;
  };
  const askAhead = (): void => {
    for (next = Math.max(next, reached + 1); next < Math.min(before.length, reached + 1 + ahead); next++) {
      // who comes to it asks again, and hears what is wrong
      ask(before[next] as string).catch(() => {});
    }
  };
  const forgetOld = (): void => {
    for (const [name, { at }] of answers) {
      if (now() - at < freshFor) return;
      answers.delete(name);
    }
  };

  return {
    image: async (name) => {
      if (names.size < most) names.add(name);
      forgetOld();
      const known = answers.get(name)?.image.catch(() => undefined);
      const asked = known === undefined ? ask(name) : undefined;
      reached = place.get(name) ?? reached;
      askAhead();
      // what was not there may have been made since
      return asked ?? (await known) ?? ask(name);
    },
    asked: () => [...names],
  };
}
