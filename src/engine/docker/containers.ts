/** Containers: make, commit, remove, list, and what differs in one. */
import type { ContainerCreateOptions } from "dockerode";
import { EngineRefusedError } from "../../errors.ts";
import type { ContainerSpec, FileChange, Image, ImageConfig } from "../engine.ts";
import { getImage, splitTag } from "./images.ts";
import { ask, askMaybe, type Wire } from "./wire.ts";

/** What the engine gives a container that says nothing of PATH. */
const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Returns the `create` of one connection. It remembers the environment of images it was given by id: those never change. */
export function containerMaker(wire: Wire): (spec: ContainerSpec) => Promise<string> {
  const known = new Map<string, readonly string[]>();
  const envOf = async (ref: string): Promise<readonly string[]> => {
    const { id, config } = await getImage(wire, ref);
    known.set(id, config.Env ?? []);
    return config.Env ?? [];
  };
  return async (spec) => {
    const imageEnv = spec.image === undefined ? [] : (known.get(spec.image) ?? (await envOf(spec.image)));
    const container = await ask(wire, () => wire.docker.createContainer({ name: spec.name, ...createBody(spec, imageEnv) }));
    return container.id;
  };
}

/** Nothing of the image's config comes through: what an absent field would inherit is said in full. */
export function createBody(spec: ContainerSpec, imageEnv: readonly string[]): ContainerCreateOptions {
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
    // BuildKit's name for its own containers
    Hostname: "buildkitsandbox",
    Healthcheck: { Test: ["NONE"] },
    Tty: tty,
    OpenStdin: tty,
    StdinOnce: tty,
    AttachStdin: tty,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      Init: false,
      // the output is read as it comes; a second copy in the engine's log would only cost disk
      LogConfig: { Type: "none", Config: {} },
    },
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
  const _query = { container: id, ...splitTag(tag), pause: false };
  // a body must be there, even an empty one: dockerode would send the query once more as the body
  const { Id } = await ask(wire, () => wire.docker.getContainer(id).commit({ _query, _body: { Labels: {}, ...config } }));
  return getImage(wire, Id as string);
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

export async function listContainers(
  wire: Wire,
  prefix: string,
): Promise<readonly { readonly id: string; readonly name: string; readonly running: boolean }[]> {
  const filters = JSON.stringify({ name: [`^/${prefix.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`] });
  const list = await ask(wire, () => wire.docker.listContainers({ all: true, filters }));
  return list
    .map(({ Id, Names, State }) => ({ id: Id, name: (Names[0] ?? "").replace(/^\//, ""), running: State === "running" }))
    .filter(({ name }) => name.startsWith(prefix));
}

const changeKinds = ["modified", "added", "deleted"] as const;

export async function listChanges(wire: Wire, id: string): Promise<readonly FileChange[]> {
  const list: { Path: string; Kind: number }[] | Buffer = await ask(wire, () => wire.docker.getContainer(id).changes());
  // Engines before 23 answer `null` for no change; dockerode hands that on as raw bytes.
  return (Array.isArray(list) ? list : []).map(({ Path, Kind }) => ({ path: Path, kind: changeKinds[Kind] ?? "modified" }));
}
