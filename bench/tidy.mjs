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
  const now = async () => {
    const ours = [];
    const others = [];
    for (const { tag } of await images()) {
      if (tag.startsWith(prefix)) ours.push(tag);
      else if (tag.startsWith("dbuild-") && !known.has(tag)) others.push({ tag, image: await inspect(tag) });
    }
    // What a RUN of ours stands on is ours: layers of COPY and WORKDIR have no environment.
    const made = ({ image }) => (image?.Config?.Env ?? []).some((entry) => entry.startsWith(`bench=${token}`));
    for (const { image } of others.filter(made))
      for (const layer of image.RootFS.Layers ?? []) if (!base.has(layer)) layers.add(layer);
    for (const one of others) {
      if (made(one) || layers.has(one.image?.RootFS.Layers?.at(-1))) ours.push(one.tag);
      else known.add(one.tag); // somebody else's: not asked again
    }
    for (const tag of ours) await call(endpoint, "DELETE", `/images/${tag}?force=1`).catch(() => {});
  };
  return { note, now };
}
