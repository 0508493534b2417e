// Removes what the bench made in the engine, and only that: others may build there at the same time.
import { call, EngineAnswer } from "../scripts/setup/engine-api.mjs";

/** `prefix`: of the tags given to builds; `token`: the start of every token in a Dockerfile. */
export async function newTidy(endpoint, { prefix, token }) {
  const images = async () =>
    (await call(endpoint, "GET", "/images/json")).flatMap(({ Id, RepoTags }) => (RepoTags ?? []).map((tag) => ({ Id, tag })));
  const inspect = (ref) =>
    call(endpoint, "GET", `/images/${ref}/json`).catch((error) => {
      if (error instanceof EngineAnswer) return undefined; // gone meanwhile
      throw error;
    });
  const known = new Set((await images()).map(({ tag }) => tag));
  const base = new Set((await inspect("busybox:latest"))?.RootFS.Layers ?? []);
  const layers = new Set();

  /** The layers of an image of ours: dbuild's cache has them under tags of its own. */
  const note = async (ref) => {
    for (const layer of (await inspect(ref))?.RootFS.Layers ?? []) if (!base.has(layer)) layers.add(layer);
  };
  const isOurs = async (tag) => {
    if (tag.startsWith(prefix)) return true;
    if (known.has(tag) || !tag.startsWith("dbuild-")) return false;
    const image = await inspect(tag);
    if (image === undefined) return false;
    return (
      (image.Config?.Env ?? []).some((entry) => entry.startsWith(`bench=${token}`)) || layers.has(image.RootFS.Layers?.at(-1))
    );
  };
  const now = async () => {
    for (const { tag } of await images()) {
      if (await isOurs(tag)) await call(endpoint, "DELETE", `/images/${tag}?force=1`).catch(() => {});
      else if (tag.startsWith("dbuild-")) known.add(tag); // somebody else's: not asked again
    }
  };
  return { note, now };
}
