// Removes from the engine what a story made, and nothing of anybody who builds there at the same time: what bears the name of
// the story's sessions, and layers that stand on what those built.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { call } from "../setup/engine-api.mjs";
import { ownThings, remove } from "../setup/leftovers.mjs";

/** `tag`: the image the story built; `place`: the folder with the home its sessions had; `bases`: images it began with. */
export async function sweep(endpoint, { tag, place, bases }) {
  const sessions = path.join(place, "home", ".local", "state", "dbuild", "sessions");
  const ids = existsSync(sessions) ? readdirSync(sessions) : [];
  const things = await ownThings(endpoint);
  const named = things.filter((thing) => ids.some((id) => thing.includes(`${id}-`)));
  const ours = [`image ${tag}:latest`, ...named];
  const made = new Set((await Promise.all(ours.map((thing) => layersOf(endpoint, thing)))).flat());
  for (const base of bases) for (const layer of await layersOf(endpoint, `image ${base}`)) made.delete(layer);
  const others = await Promise.all(
    things
      .filter((thing) => !named.includes(thing))
      .map(async (thing) => ((await layersOf(endpoint, thing)).some((layer) => made.has(layer)) ? [thing] : [])),
  );
  await remove(endpoint, [...ours, ...others.flat()]);
}

/** The digests of an image's layers; none for what is gone or is no image. */
async function layersOf(endpoint, thing) {
  const [kind, name] = thing.split(" ");
  if (kind !== "image") return [];
  const image = await call(endpoint, "GET", `/images/${name}/json`).catch(() => undefined);
  return image?.RootFS?.Layers ?? [];
}
