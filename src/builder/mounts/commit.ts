/**
 * From the container of a RUN to an image that holds nothing of what was only lent to it: no empty mount points, and no
 * environment but the image's own.
 */
import { packedSize, packTar, type TarMember } from "../../context/tar-write.ts";
import type { Image, ImageConfig, LayerTar } from "../../engine/engine.ts";
import { send } from "../copy/copy-into.ts";
import { runToEnd } from "../execution/run-to-end.ts";
import { attemptContainer, emptyLayer, grown } from "../layer.ts";
import { commitKeepsFolders, type LeftFolders, lackingFolders } from "../mount-points.ts";
import type { Attempt, Shop } from "../shop.ts";
import { say } from "../shop.ts";
import type { StageState } from "../state.ts";
import type { Step } from "../steps.ts";
import { mendedHostname } from "./hostname-file.ts";
import { envToCommit } from "./private-env.ts";
import type { Setting } from "./setting.ts";

/**
 * `folders` are still to be left, `lacking` of them are to come as a layer; `hostnameMade`: the RUN may have made /etc/hostname
 * out of the engine's stand-in.
 */
type Lent = Pick<Setting, "spec" | "stubs" | "cleaner"> & {
  readonly folders?: LeftFolders;
  readonly lacking?: readonly TarMember[];
  readonly hostnameMade?: boolean;
};

/**
 * Commits to `tag`. Mount points are removed by a program in a container of the committed image, for the engine's API can only
 * add; `folders` that a RUN leaves are added in another: each is one more layer, and only where there was something to do. No
 * image has a value of the container's environment that is not the image's, not even for a moment. Throws EngineRefusedError, EngineLostError.
 */
export async function commitClean(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  stage: StageState,
  container: string,
  setting: Lent,
  tag: string,
  config?: ImageConfig,
): Promise<Image> {
  const { engine } = shop;
  const { folders = { paths: [], base: "" }, lacking = [], hostnameMade = false } = setting;
  const Env = envToCommit(setting.spec.env, stage.config.Env);
  if (setting.stubs.length + folders.paths.length + lacking.length === 0 && !hostnameMade) {
    const image = await engine.commit(container, tag, Env ? { ...config, Env } : config);
    return config ? image : grown(shop, stage, tag, image);
  }
  const temporary: string[] = [];
  const name = (): string => {
    const made = shop.holds.name();
    temporary.push(made);
    return made;
  };
  try {
    const first = await engine.commit(container, name(), Env && { Env });
    const look = attemptContainer(shop, attempt, step, "look");
    const hostname = hostnameMade ? await mendedHostname(engine, first.id, look) : undefined;
    const more = await withMore(shop, attempt, step, first, folders, hostname, name());
    const last = (await withoutStubs(shop, attempt, step, more.image, setting, name())) ?? more.image;
    const layer = layerOf([...lacking, ...more.lacking]);
    const { os, architecture, variant } = stage;
    return await engine.rewrite(
      {
        source: last.id,
        config: config ?? {},
        history: [],
        created: last.created,
        author: "",
        os,
        architecture,
        variant,
        ...(layer ? { layer } : last.diffIds.length <= stage.layers && { layer: emptyLayer }),
      },
      [tag],
    );
  } finally {
    // the newest first: an image that another one stands on would stay, with all it says
    for (const each of temporary.reverse()) await shop.holds.drop(each);
  }
}

/** The folders as a layer; undefined when there are none. */
function layerOf(members: readonly TarMember[]): LayerTar | undefined {
  if (members.length === 0) return undefined;
  return { size: packedSize(members), pieces: packTar(members) };
}

/** The image with what could not be put into the container with the mounts, and what of it must come as a layer. */
async function withMore(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  image: Image,
  folders: LeftFolders,
  hostname: TarMember | undefined,
  tag: string,
): Promise<{ readonly image: Image; readonly lacking: readonly TarMember[] }> {
  if (folders.paths.length === 0 && hostname === undefined) return { image, lacking: [] };
  const { engine } = shop;
  const container = await engine.create({ image: image.id, name: attemptContainer(shop, attempt, step, "more") });
  try {
    const look = attemptContainer(shop, attempt, step, "look");
    const found = await lackingFolders(shop, container, folders, look);
    const kept = found.length > 0 && (await commitKeepsFolders(shop));
    const members = [...(kept ? found : []), ...(hostname ? [hostname] : [])];
    const changed = await send(engine, container, members);
    return { image: changed ? await engine.commit(container, tag) : image, lacking: kept ? [] : found };
  } finally {
    await engine.remove(container);
  }
}

/** The image without the mount points that are still empty; undefined when none was. */
async function withoutStubs(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  image: Image,
  { stubs, cleaner }: Pick<Setting, "stubs" | "cleaner">,
  tag: string,
): Promise<Image | undefined> {
  if (stubs.length === 0) return undefined;
  const { engine } = shop;
  if (cleaner === undefined) {
    say(attempt, "the engine's machine is neither amd64 nor arm64: empty mount points stay in the layer");
    return undefined;
  }
  const container = await engine.create({
    image: image.id,
    name: attemptContainer(shop, attempt, step, "clean"),
    argv: [cleaner.target, ...stubs],
    mounts: [cleaner],
    network: "none",
  });
  try {
    const { code } = await runToEnd(engine, container, { onOutput: attempt.log });
    return code === 0 ? await engine.commit(container, tag) : undefined;
  } finally {
    await engine.remove(container);
  }
}
