/**
 * Networks that RUNs use one after the other. To make one and to take it down is a quarter of a short RUN (docs/performance.md), so a
 * container that only waits has it, and each RUN joins it (HostConfig.NetworkMode `container:`). What of it a RUN could change for the
 * next one is not to be written (its /etc/hosts and /etc/resolv.conf are files of ours, read-only), leaves nothing (no port stays in
 * TIME_WAIT), or is looked at after each: then nobody gets it any more.
 */
import type { Engine } from "../../engine/engine.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { containerName } from "../names.ts";
import { starter } from "./starter.ts";

/** `container`: the id of the one whose network it is. `resolver`: its /etc/resolv.conf, without the engine's remarks. */
export type PooledNetwork = { readonly container: string; readonly resolver: string };

export type NetworkPool = {
  /** One that nobody uses, to be given back. Undefined: none is ready, and one is made for later where enough RUNs are `toCome`. Never throws. */
  take(toCome: number): Promise<PooledNetwork | undefined>;
  back(network: PooledNetwork): void;
  /** It is not there any more. */
  lost(network: PooledNetwork): void;
  /**
   * Removes those that nobody has, and from then on each that is given back. One that is not, for the engine was lost with its RUN, goes
   * with that RUN's record. Resolves when nothing is on its way; never throws.
   */
  close(): Promise<void>;
};

/** RUNs to come that make up for the making of one. */
const worthIt = 3;
/** RUNs beside each other that have one each. */
const most = 4;
/** Milliseconds that one is kept for nobody: a person who thinks needs no container in his list. */
const patience = 10_000;

const program = "/.dbuild-starter";

type PoolEngine = Pick<Engine, "info" | "create" | "start" | "stat" | "read" | "remove">;

type Held = PooledNetwork & {
  readonly hostname: string;
  /** RUNs that were to come when it was taken last. */
  toCome: number;
  /** Is it as it was? Settles after a look at it. */
  sound: Promise<boolean>;
  idle?: NodeJS.Timeout;
};

export function networkPool(engine: PoolEngine, session: string): NetworkPool {
  const all = new Map<string, Held>();
  const free: Held[] = [];
  const work = new Set<Promise<unknown>>();
  let serial = 0;
  let making = false;
  /** It is closed, or the engine cannot make one. */
  let over = false;

  const beside = (promise: Promise<unknown>): void => {
    const quiet = promise.catch(() => {}).finally(() => work.delete(quiet));
    work.add(quiet);
  };
  const drop = (held: Held): void => {
    clearTimeout(held.idle);
    if (free.includes(held)) free.splice(free.indexOf(held), 1);
    if (all.delete(held.container)) beside(engine.remove(held.container));
  };
  const offer = (held: Held): void => {
    free.push(held);
    held.idle = setTimeout(() => drop(held), patience).unref();
  };
  const make = async (): Promise<void> => {
    making = true;
    try {
      const code = starter((await engine.info()).architecture);
      if (code === undefined) throw new Error("no program for the engine's machine");
      const mount = { kind: "file", content: code, mode: 0o755, target: program } as const;
      const name = containerName(session, 0, ++serial, "network");
      const container = await engine.create({ image: undefined, name, argv: [program], mounts: [mount], joined: true });
      try {
        await engine.start(container);
        const resolver = await resolverOf(engine, container);
        const hostname = await hostnameOf(engine, container);
        if (resolver === undefined) throw new Error("it has no resolv.conf");
        const held: Held = { container, resolver, hostname, toCome: 0, sound: Promise.resolve(true) };
        all.set(container, held);
        if (over) drop(held);
        else offer(held);
      } catch (error) {
        await engine.remove(container);
        throw error;
      }
    } catch {
      over = true; // RUNs have networks of their own then, as ever
    } finally {
      making = false;
    }
  };
  const isSound = async (held: Held): Promise<boolean> => {
    const sound = (await hostnameOf(engine, held.container).catch(() => undefined)) === held.hostname;
    if (!sound) drop(held);
    return sound;
  };

  return {
    take: async (toCome) => {
      for (let held = free.shift(); held !== undefined; held = free.shift()) {
        clearTimeout(held.idle);
        held.toCome = toCome;
        if (await held.sound) return held;
      }
      if (!over && !making && toCome >= worthIt && all.size < most) beside(make());
      return undefined;
    },
    back: ({ container }) => {
      const held = all.get(container);
      if (held === undefined) return;
      if (over || held.toCome === 0) return drop(held);
      held.sound = isSound(held);
      beside(held.sound);
      offer(held);
    },
    lost: ({ container }) => {
      const held = all.get(container);
      if (held !== undefined) drop(held);
    },
    close: async () => {
      over = true;
      for (const held of [...free]) drop(held);
      while (work.size > 0) await Promise.all(work);
    },
  };
}

/** /etc/resolv.conf of a container that ran, without remarks. */
export async function resolverOf(engine: Pick<Engine, "stat" | "read">, container: string): Promise<string | undefined> {
  const text = (await filesOf(engine, container).readFile("/etc/resolv.conf"))?.content.toString();
  return text
    ?.split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => `${line}\n`)
    .join("");
}

/** What /etc/hostname looks like from outside: a RUN may write to it, and the next one would read that. */
async function hostnameOf(engine: Pick<Engine, "stat">, container: string): Promise<string> {
  const stat = await engine.stat(container, "/etc/hostname");
  return JSON.stringify([stat?.size, stat?.mtime, stat?.mode]);
}
