/** From the container of a COPY, ADD or WORKDIR to its layer. */
import { packedSize, packTar, type TarMember } from "../../context/tar-write.ts";
import type { Image } from "../../engine/engine.ts";
import { commitKeepsFolders } from "../image-fs/runtime-dirs.ts";
import { commitGood, goodName, indexed, loadLayer } from "../layer.ts";
import type { StageState } from "../state.ts";
import type { StepContext } from "../step-context.ts";

/** `lost`: folders that were made and that the containerd store's commit leaves out. */
type Copied = { readonly container: string; readonly key: string; readonly lost: readonly TarMember[] };

/** As commitGood, and what the containerd store's commit would leave out in one more layer. */
export async function commitCopied(ctx: StepContext, stage: StageState, { container, key, lost }: Copied): Promise<Image> {
  if (lost.length === 0 || (await commitKeepsFolders(ctx))) return commitGood(ctx, stage, container, key);
  const part = ctx.holds.name();
  const first = await ctx.engine.commit(container, part);
  const layer = { size: packedSize(lost), pieces: packTar(lost) };
  const tag = goodName(ctx, stage, key);
  const image = await loadLayer(ctx, { ...stage, image: first.id }, layer, { tag, created: first.created });
  void ctx.holds.drop(part);
  return indexed(ctx, stage, image, key);
}
