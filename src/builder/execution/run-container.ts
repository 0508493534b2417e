/**
 * The container of a RUN as it is before the start. What BuildKit puts there first (folders of the runtime, a working directory of
 * the user's, the image's /etc/hostname) is written into it; where nothing is to be written it has our /etc/hosts: an engine that
 * writes into a container with a mount on that file makes the file in its root.
 */
import type { TarMember } from "../../context/tar-write.ts";
import type { MountSpec } from "../../engine/engine.ts";
import { send } from "../copy/copy-into.ts";
import { mountsImages } from "../image-fs/image-mount.ts";
import { commitKeepsFolders, type LeftFolders, lackingFolders } from "../image-fs/runtime-dirs.ts";
import { attemptContainer, withContainer } from "../layer.ts";
import { hostnameIn, wantsHostname } from "../mounts/hostname-file.ts";
import { hostsMount } from "../mounts/network-files.ts";
import type { Setting } from "../mounts/setting.ts";
import { isPlainRoot, missingForUser } from "../run-user.ts";
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
};

/** `touched`: files may be written into it after it ran, too. */
type Wanted = {
  readonly name: string;
  readonly setting: Setting;
  readonly argv: readonly string[];
  readonly folders: LeftFolders;
  readonly touched: boolean;
  /** Its output is kept by the engine. */
  readonly logKept: boolean;
};

/** Throws StepProblem for a user that BuildKit would not find; nothing is left behind then. */
export async function makeRunContainer(
  ctx: StepContext,
  stage: StageState,
  { name, setting, argv, folders, touched, logKept }: Wanted,
): Promise<RunContainer> {
  const { engine } = ctx;
  const called = (what: string) => attemptContainer(ctx, what);
  const { mounts = [] } = setting.spec;
  const place = { user: stage.config.User ?? "", workdir: stage.config.WorkingDir || "/" };
  const imageHostname = wantsHostname(argv, mounts) && (await mountsImages(engine));
  const hosts = imageHostname || touched ? undefined : hostsMount(ctx, mounts);
  const create = (more: readonly MountSpec[]) => {
    const given = { imageHostname, image: stage.image, name, argv: [...setting.before, ...argv] };
    return engine.create({ ...setting.spec, ...given, ...(logKept && { keptLog: logBytes }), mounts: [...mounts, ...more] });
  };

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
  const [first, found] = await Promise.allSettled([create(hosts ? [hosts] : []), look()]);
  if (first.status === "rejected") throw first.reason;
  let container = first.value;
  try {
    if (found.status === "rejected") throw found.reason;
    const { hostname, ofUser, lacking } = found.value;
    const hostnameMade = imageHostname && hostname === undefined;
    const needed = [...ofUser, ...(hostname ? [hostname] : [])];
    if (hosts && needed.length === 0) return { container, lacking, hostnameMade };
    if (hosts) {
      await engine.remove(container);
      container = await create([]);
    }
    const kept = lacking.length > 0 && (await commitKeepsFolders(ctx));
    await send(engine, container, [...needed, ...(kept ? lacking : [])]);
    return { container, lacking: kept ? [] : lacking, hostnameMade };
  } catch (error) {
    await engine.remove(container);
    throw error;
  }
}
