/** What `from` and `source` of a bind or cache mount mean: files of the build context, a named context, a stage or an image. */
import { noIgnore, readIgnore } from "../../context/ignore.ts";
import { type ContextSelection, selectFromContext } from "../../context/select.ts";
import { localOrPulled } from "../base-image.ts";
import { copyInto } from "../copy/copy-into.ts";
import { parseDestination } from "../copy/destination.ts";
import type { Leases } from "../execution/lease.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { mayBeHidden } from "../image-fs/image-mount.ts";
import { resolveInTree } from "../image-fs/image-tree.ts";
import { imageView } from "../image-fs/image-view.ts";
import { rootStat } from "../image-fs/resolve-path.ts";
import { imageSources, noSources, type Sources, stageSources } from "../inputs/step-inputs.ts";
import { attemptContainer, chainKey, withContainer } from "../layer.ts";
import { namedContext } from "../named-context.ts";
import { mountTag } from "../names.ts";
import { StepProblem } from "../problem.ts";
import type { BuildState, StageState } from "../state.ts";
import type { StepContext } from "../step-context.ts";
import { earlierStage, laterStage } from "../steps.ts";

/** Files to mount. `key` stands for what is in them; `image` undefined: there are none. */
export type Source = {
  readonly key: string;
  /** The same by name. */
  readonly sources: Sources;
  /** What holds for files of a stage that a person or --no-cache-filter touched holds here, too. */
  readonly stage: Pick<StageState, "byHand" | "fresh"> | undefined;
  /** Makes them ready; what must stay as long as they are mounted is added to `leases`. Throws StepProblem when there is no such path. */
  ready(leases: Leases): Promise<Ready>;
};

/** An image and the path in it, links resolved. */
export type Ready = { readonly image: string | undefined; readonly path: string };

/** Where the files lie in an image made of a context's. */
const folder = "/files";

/** Throws StepProblem, UserError (a path that is not in the context). */
export async function findSource(
  ctx: StepContext,
  state: BuildState,
  { from, source }: { readonly from?: string; readonly source: string },
): Promise<Source> {
  if (from === undefined) {
    const { root, dockerfile, ignore = true, index } = ctx.files;
    const rules = ignore ? await readIgnore(root, dockerfile) : noIgnore;
    return contextSource(ctx, source, await selectFromContext(root, rules, [literal(source)], { ...(index && { index }) }));
  }
  const stage = stageOf(ctx, from);
  if (stage !== undefined) {
    const done = state.done[stage];
    if (done === undefined) throw new Error(`stage ${from} is not built`);
    return imageSource(ctx, source, { image: done.image, key: done.key, stage: done, sources: stageSources(from, done.key) });
  }
  const context = namedContext(ctx.request.contexts, from);
  if (context?.kind === "folder") {
    const { root, ignore } = context;
    const rules = ignore ? await readIgnore(root) : noIgnore;
    return contextSource(
      ctx,
      source,
      await selectFromContext(root, rules, [literal(source)], { ...(context.index && { index: context.index }) }),
    );
  }
  if (from === "scratch" && context === undefined) {
    return imageSource(ctx, source, { image: undefined, key: chainKey("", "scratch"), sources: noSources });
  }
  const { id } = await localOrPulled(ctx, context?.ref ?? from);
  return imageSource(ctx, source, { image: id, key: chainKey("", "image", id), sources: imageSources(context?.ref ?? from, id) });
}

/** A stage by name; numbers are no stages here (BuildKit). */
function stageOf({ program, step }: StepContext, from: string): number | undefined {
  const own = program.stages[step.stage];
  if (own && laterStage(program, own, step.instruction) === from) {
    throw new StepProblem(`cannot mount from stage "${from}": it has to be defined before this instruction`);
  }
  return /^\+?\d+$/.test(from) ? undefined : earlierStage(program, from, step.stage, true)?.index;
}

/** A mount's source is no pattern. */
const literal = (source: string): string => source.replaceAll(/[\\*?[]/g, "\\$&");

async function contextSource(ctx: StepContext, source: string, selection: ContextSelection): Promise<Source> {
  // escaped names are looked up as patterns, and those may match nothing
  if (selection.matches.length === 0) throw notFound(source);
  const key = chainKey("", "mount", await selection.digest(ctx.files.statCache, ctx.signal));
  const ready = async () => {
    const tag = mountTag(key);
    await ctx.holds.indexed(tag);
    const known = await ctx.engine.image(tag);
    if (known) return { image: known.id, path: folder };
    const spec = { image: undefined, name: attemptContainer(ctx, `context-${key.slice(0, 8)}`) };
    const made = await withContainer(ctx, spec, async (container) => {
      await copyInto({ engine: ctx.engine, container }, selection, parseDestination(folder, "/"), { signal: ctx.signal });
      ctx.signal.throwIfAborted();
      return ctx.engine.commit(container, ctx.holds.name());
    });
    ctx.holds.index(made, tag);
    return { image: made.id, path: folder };
  };
  return { key, sources: { ...noSources, files: selection.inputs }, stage: undefined, ready };
}

type FilesOfImage = Pick<Source, "sources"> & {
  readonly image: string | undefined;
  readonly key: string;
  /** The stage whose newest layer it is. */
  readonly stage?: NonNullable<Source["stage"]> & Pick<StageState, "base">;
};

function imageSource(ctx: StepContext, source: string, { image, key: imageKey, stage, sources }: FilesOfImage): Source {
  const key = chainKey(imageKey, source);
  const ready = async (leases: Leases): Promise<Ready> => {
    const role = `from-${key.slice(0, 8)}`;
    const view = imageView(ctx, { image, ...(stage && { stage }) }, `${role}-view`);
    const { openImage } = view;
    try {
      const spec = { image, name: attemptContainer(ctx, role) };
      const find = (container: string) =>
        resolveInTree(
          { files: filesOf(ctx.engine, container), openImage, madeFolders: async () => [], empty: image === undefined },
          source,
        );
      const { path, stat } = source === "/" ? { path: "/", stat: rootStat } : await withContainer(ctx, spec, find);
      if (stat === undefined) throw notFound(source);
      const mounted = mayBeHidden(path) ? await view.trueImage() : image;
      await view.handOver(leases);
      return { image: mounted, path };
    } catch (error) {
      view.close();
      throw error;
    }
  };
  return { key, sources, stage, ready };
}

const notFound = (source: string): StepProblem => new StepProblem(`"${source}": not found`, "the mount's source must exist");
