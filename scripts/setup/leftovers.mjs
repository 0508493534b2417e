// What dbuild has in the engine: its containers, tags and volumes. Compared before and after, it tells what stayed behind.
import { call } from "./engine-api.mjs";

/** dbuild names all that is its own like this. */
const own = /^(dbuild-|127\.0\.0\.1:\d+\/dbuild\/)/;

/** What dbuild keeps on purpose, for its next run or for the person: layers, finished images, failed layers, caches, shared files and folders of RUN's mounts. */
const keptOnPurpose = /^(image dbuild-(cache|image|base|failed|hand|mount|context):|volume dbuild-((cache|file)-|tools$))/;

/** Parts things (as ownThings() names them) into those dbuild keeps on purpose and those that should be gone. */
export function parted(things) {
  return {
    kept: things.filter((thing) => keptOnPurpose.test(thing)),
    leaked: things.filter((thing) => !keptOnPurpose.test(thing)),
  };
}

/** The names of everything of dbuild's in the engine, sorted: `container …`, `image …`, `volume …`. */
export async function ownThings(endpoint) {
  const [containers, images, volumes] = await Promise.all(
    ["/containers/json?all=1", "/images/json", "/volumes"].map((path) => call(endpoint, "GET", path)),
  );
  return [
    ...containers.flatMap(({ Names }) => Names ?? []).map((name) => ["container", name.replace(/^\//, "")]),
    ...images.flatMap(({ RepoTags }) => RepoTags ?? []).map((name) => ["image", name]),
    ...(volumes.Volumes ?? []).map(({ Name }) => ["volume", Name]),
  ]
    .filter(([, name]) => own.test(name))
    .map((words) => words.join(" "))
    .sort();
}

/** What is there now and was not in `before`. */
export async function newThings(endpoint, before) {
  const known = new Set(before);
  return (await ownThings(endpoint)).filter((thing) => !known.has(thing));
}

const removers = {
  container: (name) => `/containers/${name}?force=1&v=1`,
  image: (name) => `/images/${name}?force=1`,
  volume: (name) => `/volumes/${name}?force=1`,
};

/** Removes things by the names that ownThings() gives them, containers first. Those already gone are fine. */
export async function remove(endpoint, things) {
  const order = Object.keys(removers);
  const sorted = things.map((thing) => thing.split(" ")).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  for (const [kind, name] of sorted) await call(endpoint, "DELETE", removers[kind](name)).catch(() => {});
}
