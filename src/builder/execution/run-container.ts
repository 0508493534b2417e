/**
 * The container of a RUN as it is before the start. What BuildKit puts there first (folders of the runtime, a working directory of
 * the user's, the image's /etc/hostname) is written into it; where nothing is to be written it has our /etc/hosts: an engine that
 * writes into a container with a mount on that file makes the file in its root.
 */
import type { TarMember } from "../../context/tar-write.ts";
import type { ContainerSpec } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { send } from "../copy/copy-into.ts";
import { mountsImages } from "../image-fs/image-mount.ts";
import { commitKeepsFolders, type LeftFolders, lackingFolders } from "../image-fs/runtime-dirs.ts";
import { attemptContainer, withContainer } from "../layer.ts";
import { isPlainRoot, missingForUser } from "../run-user.ts";
import { hostnameIn, wantsHostname } from "../sandbox/hostname-file.ts";
import { hostsMount, pooledResolver } from "../sandbox/network-files.ts";
import type { PooledNetwork } from "../sandbox/network-pool.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { StageState } from "../state.ts";
import type { StepContext } from "../step-context.ts";

/** Bytes of a RUN's output that the engine keeps beside ours, to read them again. */
const logBytes = 32 << 20;

export type RunContainer = {
  readonly container: string;
  /** What of the `folders` must come as a layer after it. */
  readonly lacking: readonly TarMember[];
  /** The RUN may make /etc/hostname out of the engine's stand-in. */
  readonly hostnameMade: boolean;
  /** Its network, where that is the pool's. */
  readonly network?: PooledNetwork;
};

/**
 * `touched`: files may be written into it after it ran, too. `asksHosts`: its text names /etc/hosts, which is worth that the
 * folders of the runtime come as a layer more.
 */
type Wanted = {
  readonly name: string;
  readonly sandbox: Sandbox;
  readonly argv: readonly string[];
  readonly folders: LeftFolders;
  readonly touched: boolean;
  readonly asksHosts: boolean;
  /** Its output is kept by the engine. */
  readonly logKept: boolean;
  /** It may use a network of the pool. */
  readonly pooled: boolean;
};

/** Throws StepProblem for a user that BuildKit would not find; nothing is left behind then. */
export async function makeRunContainer(
  ctx: StepContext,
  stage: StageState,
  { name, sandbox, argv, folders, touched, asksHosts, logKept, pooled }: Wanted,
): Promise<RunContainer> {
  const { engine } = ctx;
  const called = (what: string) => attemptContainer(ctx, what);
  const { mounts = [] } = sandbox.spec;
  const place = { user: stage.config.User ?? "", workdir: stage.config.WorkingDir || "/" };
  const imageHostname = wantsHostname(argv, mounts) && (await mountsImages(engine));
  const look = async () => {
    const hostname = imageHostname ? await hostnameIn(engine, stage.image, called("hostname")) : undefined;
    const looks = !isPlainRoot(place) || (mounts.length === 0 && folders.paths.length > 0);
    if (!looks) return { hostname, ofUser: [], lacking: [] };
    return withContainer(ctx, { image: stage.image, name: called("look") }, async (container) => {
      const targets = mounts.map(({ target }) => target);
      const ofUser = await missingForUser(engine, container, place, targets);
      const lacking = mounts.length > 0 ? [] : await lackingFolders(ctx, container, folders, called("base"));
      return { hostname, ofUser, lacking };
    });
  };
  const { hostname, ofUser, lacking } = await look();
  // BuildKit leaves them in the RUN's own layer; where the store's commit does not keep them, they come as one of their own
  const inside = lacking.length > 0 && !asksHosts && (await commitKeepsFolders(ctx));
  const members = [...ofUser, ...(hostname ? [hostname] : []), ...(inside ? lacking : [])];
  const hosts = members.length > 0 || imageHostname || touched ? undefined : hostsMount(ctx, mounts);
  const spec: ContainerSpec = {
    ...sandbox.spec,
    imageHostname,
    image: stage.image,
    name,
    argv: [...sandbox.before, ...argv],
    ...(logKept && { keptLog: logBytes }),
    mounts: [...mounts, ...(hosts ? [hosts] : [])],
  };
  const { container, network } = await made(ctx, spec, pooled && hosts !== undefined);
  try {
    await send(engine, container, members);
    const hostnameMade = imageHostname && hostname === undefined;
    return { container, lacking: inside ? [] : lacking, hostnameMade, ...(network && { network }) };
  } catch (error) {
    await engine.remove(container);
    throw error;
  }
}

type Made = { readonly container: string; readonly network?: PooledNetwork };

/** The container in a network of the pool, where the RUN asks for nothing of its own that has to do with one; else as `spec` has it. */
async function made(ctx: StepContext, spec: ContainerSpec, pooled: boolean): Promise<Made> {
  const { engine, networks } = ctx;
  const { network: asked, extraHosts = [], hostname, privileged, mounts = [] } = spec;
  const usual = asked === undefined && extraHosts.length === 0 && hostname === undefined && privileged !== true;
  const network = pooled && usual ? await networks?.take(runsToCome(ctx)) : undefined;
  if (network === undefined) return { container: await engine.create(spec) };
  const resolver = pooledResolver(network, mounts);
  try {
    const joining = { network: `container:${network.container}`, mounts: [...mounts, ...(resolver ? [resolver] : [])] } as const;
    return { container: await engine.create({ ...spec, ...joining }), network };
  } catch (error) {
    if (!isOfNetwork(error, network)) {
      networks?.back(network);
      throw error;
    }
    networks?.lost(network);
    return { container: await engine.create(spec) };
  }
}

/** The engine refused because that network is not there any more: somebody removed its container, or that ended (20.10 to 28.5 say so). */
export const isOfNetwork = (error: unknown, { container }: PooledNetwork): boolean =>
  error instanceof EngineRefusedError && (error.message.includes(container) || error.message.includes("cannot join network"));

/** RUNs below this one in the file, whoever needs them. */
function runsToCome({ program, step }: Pick<StepContext, "program" | "step">): number {
  const { start } = step.instruction.span;
  const all = program.stages.flatMap(({ body }) => body);
  return all.filter(({ kind, span }) => kind === "run" && span.start > start).length;
}
