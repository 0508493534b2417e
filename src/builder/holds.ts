/**
 * What a build stands on is held by tags of its own session, `dbuild-hold:<session>-…`, which nobody else touches: layers from the
 * moment they are made, found ones before anything stands on them. A cache tag is an index entry that anyone may move or remove;
 * it never is what keeps a layer alive. All holds go when the build ends; a dead session's are swept by the next start.
 */

import type { Engine, Image } from "../engine/engine.ts";
import { EngineRefusedError } from "../errors.ts";
import { holdTag } from "./names.ts";
import { LayerGone } from "./problem.ts";
import { createContainer } from "./sandbox/create-container.ts";

export type Holds = {
  /**
   * The engine for everything a session does: it holds what a container or an image is made from before it makes it, and throws
   * LayerGone when that is not there any more.
   */
  readonly engine: Engine;
  /** A tag to make a layer under. With `key` it is a whole one of that key: should this process die, the sweep puts it into the cache. */
  name(key?: string): string;
  /** `image` was found for the stage of that number. Held at once where something is being made, else when something stands on it. */
  found(stage: number, image: Image): void;
  /** Gives `image` the tag `ref` for others to find, beside the work. */
  index(image: Image, ref: string): void;
  /** Resolves when nothing is on the way to `ref`, or to any tag. */
  indexed(ref?: string): Promise<void>;
  /** Removes a tag that `name` gave: what it holds is not needed any more. One after the other, in the order asked for. Never rejects. */
  drop(name: string): Promise<void>;
  /**
   * Removes all tags, the newest first, so that no image is left without a name below another one. False: the engine did not remove
   * each of them, then or in drop(), and a later start has to. Never throws.
   */
  release(): Promise<boolean>;
};

/** `everyStep`: found layers are held at once, for one may go back to them hours later. */
export function holdsOf(engine: Engine, session: string, everyStep = false): Holds {
  let serial = 0;
  let making = everyStep;
  /** Tags of ours, oldest first, and the images they are known to hold. */
  const names = new Map<string, string | undefined>();
  /** By image: is it there, under a name of ours? */
  const held = new Map<string, Promise<boolean>>();
  /** Found, and perhaps stood on later, by stage: of a chain of found layers only the newest matters. */
  const waiting = new Map<number, string>();
  const pending = new Map<string, Promise<unknown>>();
  let dropping = Promise.resolve();
  /** A tag could not be removed. */
  let left = false;

  const newName = (key?: string): string => {
    const name = holdTag(session, ++serial, key);
    names.set(name, undefined);
    return name;
  };
  const hold = (image: string): Promise<boolean> => {
    const known = held.get(image);
    if (known) return known;
    const name = newName();
    const work = engine.tag(image, name).then(
      () => {
        names.set(name, image);
        return true;
      },
      (error: unknown) => {
        held.delete(image);
        // where the engine was lost the tag may be there all the same
        if (!(error instanceof EngineRefusedError)) throw error;
        names.delete(name);
        // A full disk, say, is no reason not to go on: the layer is there.
        return !isGone(error);
      },
    );
    work.catch(() => {}); // whoever stands on it hears of it
    held.set(image, work);
    return work;
  };
  const made = (name: string | undefined, image: Image): Image => {
    if (name !== undefined && names.has(name)) names.set(name, image.id);
    held.set(image.id, Promise.resolve(true));
    return image;
  };
  const standOn = async (image: string | undefined): Promise<void> => {
    if (image?.startsWith("sha256:") && !(await hold(image))) throw new LayerGone(image);
  };
  /** Nobody keeps an engine from removing what has names. */
  const noticing = async <T>(images: readonly (string | undefined)[], work: () => Promise<T>): Promise<T> => {
    await Promise.all(images.map(standOn));
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineRefusedError) || !isGone(error)) throw error;
      for (const image of images) {
        if (image === undefined || (await engine.image(image)) !== undefined) continue;
        held.delete(image);
        throw new LayerGone(image);
      }
      throw error;
    }
  };
  const work = (): void => {
    if (making) return;
    making = true;
    for (const image of waiting.values()) void hold(image);
    waiting.clear();
  };
  const untag = async (name: string): Promise<void> => {
    const image = names.get(name);
    names.delete(name);
    if (image !== undefined) held.delete(image);
    // refused while somebody's container is made from it, or the connection is gone
    await engine.untag(name).catch(() => {
      left = true;
    });
  };
  const beside = (what: string, promise: Promise<unknown>): void => {
    const quiet = promise.catch(() => {}).finally(() => pending.get(what) === quiet && pending.delete(what));
    pending.set(what, quiet);
  };

  return {
    engine: {
      ...engine,
      create: (spec) => {
        const mounted = (spec.mounts ?? []).flatMap((mount) => (mount.kind === "image" ? [mount.image] : []));
        return noticing([spec.image, ...mounted], () => createContainer(engine, spec));
      },
      commit: async (container, tag, config) => made(tag, await engine.commit(container, tag, config)),
      rewrite: (rewrite, tags) => noticing([rewrite.source], async () => made(tags[0], await engine.rewrite(rewrite, tags))),
    },
    name: (key) => {
      work();
      return newName(key);
    },
    found: (stage, image) => {
      if (making) void hold(image.id);
      else waiting.set(stage, image.id);
    },
    index: (image, ref) => beside(ref, engine.tag(image.id, ref)),
    indexed: async (ref) => {
      await (ref === undefined ? Promise.all(pending.values()) : pending.get(ref));
    },
    drop: (name) => {
      dropping = dropping.then(() => untag(name));
      return dropping;
    },
    release: async () => {
      await Promise.all([dropping, ...pending.values(), ...[...held.values()].map((one) => one.catch(() => {}))]);
      for (const name of [...names.keys()].reverse()) await untag(name);
      return !left;
    },
  };
}

/** There is no such image, in the words of all engines: some find that out halfway. */
const isGone = ({ status, message }: EngineRefusedError): boolean =>
  status === 404 || /no such image|failed to get digest|image .*not found/i.test(message);
