/**
 * What is really in an image, through a container that has it mounted. The containerd store keeps what it committed as it looked
 * in the container, with the engine's own files in it, over and over; only the layers' blobs are right. So where a look at such
 * files is needed, an image is made whose layers lie on a layer more, which says nothing: the engine unpacks them anew then.
 */
import { type Image, type LayerTar, ownHistory } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { type Lease, type Leases, leasesOf } from "../execution/lease.ts";
import { attemptContainer } from "../layer.ts";
import type { StageState } from "../state.ts";
import type { StepContext } from "../step-context.ts";
import { hasEngineFiles, type MountedImage, mountImage, mountsImages, type OpenImage } from "./image-mount.ts";
import { onContainerdStore } from "./image-store.ts";

/** An image to look into. `stage`: it is that stage's newest, so what lies on its base was made by a build. */
export type Looked = { readonly image: string | undefined; readonly stage?: Pick<StageState, "base"> };

export type ImageView = {
  /** The container with the mount, made when first asked for; undefined where the engine mounts no images. */
  readonly openImage: OpenImage;
  /** Does the image have this folder of the root? Undefined where the engine mounts no images. */
  readonly hasFolder: (path: string) => Promise<boolean | undefined>;
  /** The image to mount so that nothing of the engine's is seen in it. */
  readonly trueImage: () => Promise<string | undefined>;
  /** Removes what was made for it, beside the work. */
  readonly close: () => void;
  /** Adds what was made for it to `leases`, instead. */
  readonly handOver: (leases: Leases) => Promise<void>;
};

/** A tar without entries, of another size than any other layer's: on top of it every layer is a new one to the engine. */
const spacer: LayerTar = { size: 1536, pieces: [Buffer.alloc(1536)] };

/** `role`: one of each at a time in a step. */
export function imageView(ctx: StepContext, { image, stage }: Looked, role: string): ImageView {
  const { engine } = ctx;
  const made: Lease[] = [];
  const mounted = async (looked: string, part: string): Promise<MountedImage> => {
    const container = await mountImage(engine, looked, attemptContainer(ctx, part));
    made.push({ kind: "container", id: container.id });
    return container;
  };
  const unpacked = async ({ os, architecture, variant, created, id }: Image, above: number): Promise<string | undefined> => {
    const rewrite = {
      source: id,
      config: {},
      history: ownHistory,
      created,
      author: "",
      os,
      architecture,
      variant,
      layer: spacer,
      above,
    };
    const tag = ctx.holds.name();
    try {
      const view = await engine.rewrite(rewrite, [tag]);
      made.push({ kind: "tag", name: tag });
      return view.id;
    } catch (error) {
      // it may have as many layers as an image can have
      if (error instanceof EngineRefusedError) return undefined;
      throw error;
    }
  };
  const open = async (): Promise<{ readonly image: string; readonly container: MountedImage } | undefined> => {
    if (image === undefined || !(await mountsImages(engine))) return undefined;
    const found = (await onContainerdStore(engine)) ? await engine.image(image) : undefined;
    if (!found) return { image, container: { ...(await mounted(image, role)), showsEngineFiles: false } };
    const all = found.diffIds.length;
    const own = stage ? all - ((stage.base && (await engine.image(stage.base))?.diffIds.length) || 0) : 0;
    for (const above of new Set([own, all])) {
      const looked = above === 0 ? image : await unpacked(found, above);
      if (looked === undefined) break;
      const container = await mounted(looked, `${role}-${above}`);
      const whole = above === all || !(await hasEngineFiles(container));
      if (whole) return { image: looked, container: { ...container, showsEngineFiles: false } };
    }
    return { image, container: { ...(await mounted(image, role)), showsEngineFiles: true } };
  };
  let opened: ReturnType<typeof open> | undefined;
  const once = () => {
    opened ??= open();
    return opened;
  };
  let base: Promise<MountedImage> | undefined;
  const inBase = async (path: string): Promise<boolean> => {
    if (stage?.base === undefined || stage.base === image) return false;
    base ??= mounted(stage.base, `${role}-base`);
    const container = await base;
    return (await container.files.stat(path)) !== undefined && !(await hasEngineFiles(container));
  };
  /** Nothing is being made any more. */
  const settled = async (): Promise<void> => {
    await opened?.catch(() => {});
    await base?.catch(() => {});
  };
  return {
    openImage: async () => (await once())?.container,
    hasFolder: async (path) => {
      if (image === undefined) return false;
      if (!(await mountsImages(engine))) return undefined;
      // nothing can take it away again, and the base is cheaper to look into
      if (opened === undefined && (await inBase(path))) return true;
      const view = await once();
      return view && (await view.container.files.stat(path)) !== undefined;
    },
    trueImage: async () => ((await onContainerdStore(engine)) ? ((await once())?.image ?? image) : image),
    close: () => ctx.background(settled().then(() => leasesOf(ctx, made.splice(0)).release())),
    handOver: async (leases) => {
      await settled();
      for (const lease of made.splice(0)) leases.add(lease);
    },
  };
}
