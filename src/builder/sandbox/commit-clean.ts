/**
 * From the container of a RUN to an image that holds nothing of its sandbox: no empty mount points, and no
 * environment but the image's own.
 */
import { packedSize, packTar, type TarMember } from "../../context/tar-write.ts";
import { type Image, type ImageConfig, type LayerTar, type MountSpec, ownHistory } from "../../engine/engine.ts";
import { send } from "../copy/copy-into.ts";
import { runToEnd } from "../execution/run-to-end.ts";
import { commitKeepsFolders, type LeftFolders, lackingFolders } from "../image-fs/runtime-dirs.ts";
import { attemptContainer, emptyLayer, grown } from "../layer.ts";
import type { StageState } from "../state.ts";
import { type StepContext, say } from "../step-context.ts";
import { mendedHostname } from "./hostname-file.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * What of it is to go. `folders` are still to be left, `lacking` of them are to come as a layer; `hostnameMade`: the RUN may have made
 * /etc/hostname out of the engine's stand-in.
 */
type Around = Pick<Sandbox, "commitEnv" | "stubs"> & {
  readonly cleaner?: MountSpec | undefined;
  readonly folders?: LeftFolders;
  readonly lacking?: readonly TarMember[];
  readonly hostnameMade?: boolean;
};

/** `config`: laid over the stage's, for a step that did not end well. */
export type Commit = { readonly container: string; readonly tag: string; readonly config?: ImageConfig };

/**
 * Commits to `tag`. Mount points are removed by a program in a container of the committed image, for the engine's API can only
 * add; `folders` that a RUN leaves are added in another: each is one more layer, and only where there was something to do. No
 * image has a value of the container's environment that is not the image's, not even for a moment. Throws EngineRefusedError, EngineLostError.
 */
export async function commitClean(
  ctx: StepContext,
  stage: StageState,
  sandbox: Around,
  { container, tag, config }: Commit,
): Promise<Image> {
  const { engine } = ctx;
  const { folders = { paths: [], base: "" }, lacking = [], hostnameMade = false } = sandbox;
  const { commitEnv: Env } = sandbox;
  if (sandbox.stubs.length + folders.paths.length + lacking.length === 0 && !hostnameMade) {
    const image = await engine.commit(container, tag, Env ? { ...config, Env } : config);
    return config ? image : grown(ctx, stage, tag, image);
  }
  const temporary: string[] = [];
  const name = (): string => {
    const made = ctx.holds.name();
    temporary.push(made);
    return made;
  };
  try {
    const first = await engine.commit(container, name(), Env && { Env });
    const look = attemptContainer(ctx, "look");
    const hostname = hostnameMade ? await mendedHostname(engine, first.id, look) : undefined;
    const more = await withMore(ctx, first, { folders, ...(hostname && { hostname }) }, name());
    const last = (await withoutStubs(ctx, more.image, sandbox, name())) ?? more.image;
    const layer = layerOf([...lacking, ...more.lacking]);
    const { os, architecture, variant } = stage;
    return await engine.rewrite(
      {
        source: last.id,
        config: config ?? {},
        history: ownHistory,
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
    for (const each of temporary.reverse()) await ctx.holds.drop(each);
  }
}

/** The folders as a layer; undefined when there are none. */
function layerOf(members: readonly TarMember[]): LayerTar | undefined {
  if (members.length === 0) return undefined;
  return { size: packedSize(members), pieces: packTar(members) };
}

/** The image with what could not be put into the container with the mounts, and what of it must come as a layer. */
async function withMore(
  ctx: StepContext,
  image: Image,
  { folders, hostname }: { readonly folders: LeftFolders; readonly hostname?: TarMember },
  tag: string,
): Promise<{ readonly image: Image; readonly lacking: readonly TarMember[] }> {
  if (folders.paths.length === 0 && hostname === undefined) return { image, lacking: [] };
  const { engine } = ctx;
  const container = await engine.create({ image: image.id, name: attemptContainer(ctx, "more") });
  try {
    const look = attemptContainer(ctx, "look");
    const found = await lackingFolders(ctx, container, folders, look);
    const kept = found.length > 0 && (await commitKeepsFolders(ctx));
    const members = [...(kept ? found : []), ...(hostname ? [hostname] : [])];
    const changed = await send(engine, container, members);
    return { image: changed ? await engine.commit(container, tag) : image, lacking: kept ? [] : found };
  } finally {
    await engine.remove(container);
  }
}

/** The image without the mount points that are still empty; undefined when none was. */
async function withoutStubs(
  ctx: StepContext,
  image: Image,
  { stubs, cleaner }: Pick<Around, "stubs" | "cleaner">,
  tag: string,
): Promise<Image | undefined> {
  if (stubs.length === 0) return undefined;
  const { engine } = ctx;
  if (cleaner === undefined) {
    say(ctx, "the engine's machine is neither amd64 nor arm64: empty mount points stay in the layer");
    return undefined;
  }
  const container = await engine.create({
    image: image.id,
    name: attemptContainer(ctx, "clean"),
    argv: [cleaner.target, ...stubs],
    mounts: [cleaner],
    network: "none",
  });
  try {
    const { code } = await runToEnd(engine, container, { onOutput: ctx.log });
    return code === 0 ? await engine.commit(container, tag) : undefined;
  } finally {
    await engine.remove(container);
  }
}
