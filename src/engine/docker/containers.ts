/** Containers: make, commit, remove, list, and what differs in one. */
import type { ContainerCreateOptions, MountSettings } from "dockerode";
import { EngineRefusedError } from "../../errors.ts";
import {
  type ContainerDescription,
  type ContainerSpec,
  type ContainerSummary,
  type Image,
  type ImageConfig,
  madeBy,
} from "../engine.ts";
import { hostConfig, joins } from "./host-config.ts";
import { getImage, splitTag } from "./images.ts";
import { readyMounts, sharedOf } from "./mounts.ts";
import { type SharedFile, sharedFiles } from "./shared-files.ts";
import { againWhenSwept } from "./swept.ts";
import { removeVolume } from "./volumes.ts";
import { ask, askMaybe, type Wire } from "./wire.ts";

/** What the engine gives a container that says nothing of PATH. */
const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export type Containers = {
  create(spec: ContainerSpec): Promise<string>;
  start(container: string, signal?: AbortSignal): Promise<void>;
  remove(container: string): Promise<void>;
  /** What a container is made from may be asked for no more than once. Returns it. */
  seen(image: Image): Image;
};

/** What is remembered of a container made on this connection: volumes that go with it, and the files it shares with others. */
type Made = { readonly name: string; readonly volumes: readonly string[]; readonly shared: readonly SharedFile[] };

/**
 * Makes, starts and removes the containers of one connection. It remembers the environment of images it was given by id (those
 * never change).
 */
export function containersOf(wire: Wire): Containers {
  const known = new Map<string, readonly string[]>();
  const containers = new Map<string, Made>();
  const files = sharedFiles(wire);
  const envOf = async (ref: string): Promise<readonly string[]> => {
    const image = await getImage(wire, ref);
    known.set(image.id, image.config.Env ?? []);
    return image.config.Env ?? [];
  };
  /** `work`, and once more where it lacked a shared file that somebody had removed. */
  const withFiles = async <T>({ name, shared }: Omit<Made, "volumes">, work: () => Promise<T>): Promise<T> =>
    work().catch(async (error: unknown) => {
      await files.mend(error, shared, name);
      return work();
    });
  return {
    seen: (image) => {
      known.set(image.id, image.config.Env ?? []);
      return image;
    },
    create: async (spec) => {
      const imageEnv = spec.image === undefined ? [] : (known.get(spec.image) ?? (await envOf(spec.image)));
      const { mounts, volumes } = await readyMounts(wire, files, spec);
      // as dockerode would have it, the whole body with its secrets would stand in the address, too
      const _query = { name: spec.name, ...(spec.platform ? { platform: spec.platform } : {}) };
      const made = async (asked: ContainerSpec): Promise<{ readonly id: string }> => {
        const request = { _query, _body: createBody(asked, imageEnv, mounts) };
        return ask(wire, () => wire.docker.createContainer(request as object));
      };
      const remembered = { name: spec.name, volumes, shared: sharedOf(spec.mounts) };
      try {
        const { id } = await withFiles(remembered, () => made(spec)).catch((error: unknown) => {
          const other = error instanceof EngineRefusedError && error.status !== 404 && error.status !== 409;
          if (!spec.imageHostname || !other) throw error;
          // an engine in a virtual machine may look for the path outside of it
          return made({ ...spec, imageHostname: false });
        });
        containers.set(id, remembered);
        return id;
      } catch (error) {
        for (const volume of volumes) await removeVolume(wire, volume).catch(() => {});
        throw error;
      }
    },
    start: async (container, signal) => {
      const { name = "", shared = [] } = containers.get(container) ?? {};
      signal?.throwIfAborted();
      const call = () => wire.docker.getContainer(container).start({ ...(signal && { abortSignal: signal }) });
      try {
        await withFiles({ name, shared }, () => ask(wire, call));
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
    remove: async (container) => {
      await removeContainer(wire, container);
      for (const volume of containers.get(container)?.volumes ?? []) await removeVolume(wire, volume);
      containers.delete(container);
    },
  };
}

/** Nothing of the image's config comes through: what an absent field would inherit is said in full. */
export function createBody(
  spec: ContainerSpec,
  imageEnv: readonly string[],
  mounts: readonly MountSettings[] = [],
): ContainerCreateOptions {
  const tty = spec.tty === true;
  return {
    // engines take an empty name as an empty root (tried: 20.10, 28.5 on both stores)
    Image: spec.image ?? "",
    // a container that never starts needs a command all the same
    Entrypoint: [...(spec.argv ?? ["/"])],
    Cmd: [],
    Env: [...containerEnv(spec.env ?? [], imageEnv)],
    // "" would mean the image's user
    User: spec.user || "0",
    WorkingDir: spec.workdir || "/",
    ...(joins(spec) ? {} : { Hostname: spec.hostname ?? "buildkitsandbox" }),
    ...(spec.labels ? { Labels: { ...spec.labels } } : {}),
    Healthcheck: { Test: ["NONE"] },
    Tty: tty,
    // a pipe that ends with what is attached to it, as BuildKit's RUN has one
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: hostConfig(spec, mounts),
  };
}

/** A bare name takes a variable away: first those the image would bring, then HOSTNAME, which the engine would add. */
export function containerEnv(env: readonly string[], imageEnv: readonly string[]): readonly string[] {
  const given = new Set(env.map(nameOf));
  const brought = [...imageEnv.map(nameOf), "HOSTNAME"].filter((name) => !given.has(name));
  return [...env, ...new Set(brought.map((name) => (name === "PATH" ? defaultPath : name)))];
}

function nameOf(entry: string): string {
  return entry.split("=", 1)[0] ?? "";
}

export async function commitContainer(wire: Wire, id: string, tag: string, config: ImageConfig = {}): Promise<Image> {
  const _query = { container: id, ...splitTag(tag), comment: madeBy, pause: false };
  // a body must be there, even an empty one: dockerode would send the query once more as the body
  const commit = async (): Promise<Image> => {
    const { Id } = await ask(wire, () => wire.docker.getContainer(id).commit({ _query, _body: { Labels: {}, ...config } }));
    return getImage(wire, Id as string);
  };
  const inspect = () => askMaybe(wire, () => wire.docker.getContainer(id).inspect());
  return againWhenSwept(commit, async () => (await inspect()) !== undefined);
}

export async function renameContainer(wire: Wire, id: string, name: string): Promise<void> {
  await ask(wire, () => wire.docker.getContainer(id).rename({ name }));
}

export async function removeContainer(wire: Wire, id: string): Promise<void> {
  try {
    await askMaybe(wire, () => wire.docker.getContainer(id).remove({ force: true, v: true }));
  } catch (error) {
    // somebody is removing it already
    if (error instanceof EngineRefusedError && error.status === 409) return;
    throw error;
  }
}

export async function listContainers(wire: Wire, prefix: string): Promise<readonly ContainerSummary[]> {
  const list = await ask(wire, () => wire.docker.listContainers({ all: true, filters: named(prefix) }));
  return list
    .map(({ Id, Names, ImageID, State, Created, Labels }) => ({
      id: Id,
      name: nameIn(Names),
      image: ImageID,
      running: State === "running" || State === "paused",
      started: State !== "created",
      created: Created,
      labels: Labels ?? {},
    }))
    .filter(({ name }) => name.startsWith(prefix));
}

/** The engine measures only those it lists. */
export async function containerSizes(wire: Wire, prefix: string): Promise<ReadonlyMap<string, number>> {
  const list = await ask(wire, () => wire.docker.listContainers({ all: true, size: true, filters: named(prefix) }));
  const ours = list.filter(({ Names }) => nameIn(Names).startsWith(prefix));
  return new Map(ours.map((each) => [each.Id, (each as { readonly SizeRw?: number }).SizeRw ?? 0]));
}

const named = (prefix: string): string => JSON.stringify({ name: [`^/${prefix.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`] });
const nameIn = (names: readonly string[]): string => (names[0] ?? "").replace(/^\//, "");

export async function describeContainer(wire: Wire, id: string): Promise<ContainerDescription> {
  const { Image, Config, State } = await ask(wire, () => wire.docker.getContainer(id).inspect());
  return {
    // its state may be "removing", whether it ran or not
    started: !State.StartedAt.startsWith("0001-"),
    image: Image,
    env: Config.Env ?? [],
    user: Config.User,
    workdir: Config.WorkingDir,
  };
}

export async function countProcesses(wire: Wire, id: string): Promise<number> {
  const { Processes }: { Processes?: readonly unknown[] | null } = await ask(wire, () => wire.docker.getContainer(id).top());
  return Processes?.length ?? 0;
}

export async function madeAt(wire: Wire, id: string): Promise<number> {
  const { Created } = await ask(wire, () => wire.docker.getContainer(id).inspect());
  return Date.parse(Created) / 1000;
}
