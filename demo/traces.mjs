// What a demo leaves in the engine, told from what others leave at the same time: by the sessions of its own dbuild
// (they keep their logs in the demo's own state folder), and by layers that its images stand on.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { call } from "../scripts/setup/engine-api.mjs";
import { newThings, remove } from "../scripts/setup/leftovers.mjs";

/** A state folder for the dbuild of one demo: { env, sessions(), remove() }. */
export function ownState(env) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dbuild-demo-state-"));
  return {
    env: { ...env, XDG_STATE_HOME: folder },
    /** Ids of the sessions that ran. */
    sessions() {
      try {
        return readdirSync(path.join(folder, "dbuild", "sessions"));
      } catch {
        return [];
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const sameStart = (layers, chain) => layers.every((layer, at) => layer === chain[at]);

/**
 * Of things { kind, name, layers } those that are the demo's. Pure. Sure ones: named for its sessions or by its own names.
 * The others by layers: an image that a sure one stands on (a cached step), except those that have only the layers of a
 * base image, which everybody shares. Twins of a base go when nobody else has anything new.
 */
export function belonging(things, sessions, bases) {
  const named = ({ name }) => name.startsWith("dbuild-demo-") || sessions.some((id) => name.includes(`${id}-`));
  const chains = things.filter(named).map(({ layers }) => layers);
  const isBase = ({ layers }) => bases.some((base) => base.length >= layers.length && sameStart(layers, base));
  const under = ({ layers }) => chains.some((chain) => sameStart(layers, chain));
  const own = things.filter((thing) => named(thing) || (thing.kind === "image" && !isBase(thing) && under(thing)));
  const twins = things.filter((thing) => thing.name.startsWith("dbuild-base:") && isBase(thing));
  return own.length + twins.length === things.length ? things : own;
}

/** Layers of an image, base first; empty when it is gone. */
export async function layersOf(endpoint, name) {
  try {
    return (await call(endpoint, "GET", `/images/${name}/json`)).RootFS?.Layers ?? [];
  } catch {
    return [];
  }
}

/** Removes what the demo's `sessions` left since `before`, and the layers `built` (ids) that docker's own builds left untagged. */
export async function removeTraces(endpoint, { before, sessions, built }) {
  const things = [];
  for (const thing of await newThings(endpoint, before)) {
    const [kind, name] = thing.split(" ");
    things.push({ thing, kind, name, layers: kind === "image" ? await layersOf(endpoint, name) : [] });
  }
  const bases = [];
  for (const base of ["busybox:latest", "debian:bookworm"]) bases.push(await layersOf(endpoint, base));
  const own = belonging(
    things,
    sessions,
    bases.filter((layers) => layers.length > 0),
  );
  await remove(
    endpoint,
    own.map(({ thing }) => thing),
  );
  // newest first: an image with children cannot go; one that has a tag stays, for it is somebody's
  for (const id of [...built].reverse()) {
    const image = await call(endpoint, "GET", `/images/${id}/json`).catch(() => undefined);
    if (image?.RepoTags?.length === 0) await call(endpoint, "DELETE", `/images/${id}`).catch(() => {});
  }
}
