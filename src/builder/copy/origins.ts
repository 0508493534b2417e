/** From the words of a COPY or ADD to where their files come from: the context, a stage, an image, a named context, elsewhere. */
import { dirname, join } from "node:path";
import { type ContextSelection, type SelectOptions, selectFromContext } from "../../context/select.ts";
import { remoteSource } from "../../dockerfile/remote.ts";
import { parseGitSource } from "../../fetch/git-url.ts";
import { localOrPulled } from "../base-image.ts";
import { imageView } from "../image-fs/image-view.ts";
import { madeFolders } from "../image-fs/runtime-dirs.ts";
import { imageSources, type Sources as NamedSources, noSources, stageSources } from "../inputs/step-inputs.ts";
import type { CopyWords } from "../instructions/copy-words.ts";
import { attemptContainer, chainKey, withContainer } from "../layer.ts";
import { namedContext } from "../named-context.ts";
import { StepProblem } from "../problem.ts";
import type { NamedContext } from "../request.ts";
import type { BuildState, StageState } from "../state.ts";
import { type StepContext, say } from "../step-context.ts";
import { earlierStage } from "../steps.ts";
import { selectFromContainer } from "./container-source.ts";
import { contextFolder } from "./context-folder.ts";
import { fromHeredocs } from "./heredoc-origin.ts";
import { type Origin, together } from "./origin.ts";
import { fromGit, fromUrl } from "./remote-origin.ts";

/** What a copy reads, and the stage it came from, for what a person's hand did there. */
export type Sources = { readonly origin: Origin; readonly stage?: StageState };

/** Everything the instruction copies, in the order of BuildKit: paths and addresses as written, then heredocs. */
export async function sourcesOf(ctx: StepContext, words: CopyWords, state: BuildState): Promise<Sources> {
  const paths = await pathsOrigin(ctx, words, state);
  const inline = words.heredocs.length > 0 ? [fromHeredocs(words.heredocs)] : [];
  const origin = together([...paths.origins, ...inline], (keys) => chainKey("", "together", ...keys));
  return { origin, ...(paths.stage && { stage: paths.stage }) };
}

type Paths = { readonly origins: readonly Origin[]; readonly stage?: StageState };

async function pathsOrigin(ctx: StepContext, words: CopyWords, state: BuildState): Promise<Paths> {
  const { from } = words;
  if (from === undefined) return { origins: await fromHere(ctx, words) };
  const stage = earlierStage(ctx.program, from, ctx.step.stage, true);
  const source = stage === undefined ? undefined : state.done[stage.index];
  if (source) {
    const { image, key } = source;
    return { origins: imageOrigin(ctx, words, { image, key, stage: source, sources: stageSources(from, key) }), stage: source };
  }
  const context = namedContext(ctx.request.contexts, from);
  if (context?.kind === "folder") return { origins: [await folderOrigin(ctx, words, words.sources, context)] };
  if (from === "scratch" && context === undefined) {
    return { origins: imageOrigin(ctx, words, { image: undefined, key: chainKey("", "scratch"), sources: noSources }) };
  }
  const ref = context?.ref ?? from;
  const image = (await localOrPulled(ctx, ref)).id;
  return { origins: imageOrigin(ctx, words, { image, key: chainKey("", "image", image), sources: imageSources(ref, image) }) };
}

/** The build context and, for ADD, addresses: neighbours of one kind are looked up together. */
async function fromHere(ctx: StepContext, words: CopyWords): Promise<readonly Origin[]> {
  const origins: Origin[] = [];
  let local: string[] = [];
  const close = async (): Promise<void> => {
    if (local.length > 0) origins.push(await folderOrigin(ctx, words, local));
    local = [];
  };
  for (const source of words.sources) {
    const remote = remoteSource(source);
    if (remote === undefined) local.push(source);
    else {
      await close();
      origins.push(await remoteOrigin(ctx, words, source, remote));
    }
  }
  await close();
  return origins;
}

async function remoteOrigin(ctx: StepContext, words: CopyWords, source: string, kind: "url" | "git"): Promise<Origin> {
  if (words.kind === "copy") {
    throw new StepProblem(`source can't be a ${kind === "url" ? "URL" : "git ref"} for COPY: ${source}`, "only ADD downloads");
  }
  const { checksum, exclude, keepGitDir } = words;
  const { signal } = ctx;
  const tell = (line: string): void => say(ctx, line);
  const indexFile = join(dirname(ctx.files.statCache), "downloads");
  const wanted = checksum === "" ? {} : { checksum };
  if (kind === "url") return fromUrl(source, words.unpack === true, { ...wanted, indexFile, signal, say: tell });
  const git = parseGitSource(source);
  if (git === undefined) throw new StepProblem(`${source} is no git address`);
  if (git.checksum !== undefined && checksum !== "" && git.checksum !== checksum) {
    throw new StepProblem(`checksum mismatch "${checksum}" != "${git.checksum}"`, "name the commit once");
  }
  if (checksum !== "" && !/^[0-9a-fA-F]+$/.test(checksum)) {
    throw new StepProblem(`invalid checksum ${checksum} for Git URL, expected hex commit hash`);
  }
  const keep = git.keepGitDir ?? keepGitDir;
  return fromGit({ ...git, ...wanted, keepGitDir: keep }, exclude, { signal, say: tell });
}

async function folderOrigin(
  ctx: StepContext,
  words: CopyWords,
  sources: readonly string[],
  named?: Extract<NamedContext, { kind: "folder" }>,
): Promise<Origin> {
  const { root, index, rules } = await contextFolder(ctx, named);
  const { exclude, parents } = words;
  const options: SelectOptions = {
    exclude,
    parents,
    unpack: words.kind === "add" && words.unpack !== false,
    others: [...ctx.contextWords.filter(({ from }) => from === (words.from ?? "")).map(({ word }) => word), ...words.sources],
    ...(index && { index }),
  };
  const selection = await selectFromContext(root, rules, sources, options);
  const cacheable = ctx.useCache && !ctx.noCache;
  return contextOrigin(selection, ctx.files.statCache, cacheable, ctx.signal);
}

/**
 * Files on disk. Known by their looks they are hashed first, for their layer may be known. What was never seen is hashed while
 * it is sent: reading it twice would cost more than sending it once too often. Single files that may be archives are read to
 * find that out, so their digest comes first.
 */
async function contextOrigin(
  selection: ContextSelection,
  statCache: string,
  cacheable: boolean,
  signal: AbortSignal,
): Promise<Origin> {
  const once = selection.matches.every(({ open }) => open === undefined) && (!cacheable || (await selection.unseen(statCache)));
  const key = once ? undefined : await selection.digest(statCache, signal);
  return {
    key,
    sources: { ...noSources, files: selection.inputs },
    use: async (work) => {
      if (key !== undefined) {
        await work(selection);
        return key;
      }
      const { matches, finish } = await selection.digestWhileRead(statCache);
      await work({ matches });
      return finish();
    },
  };
}

type OfImage = {
  readonly image: string | undefined;
  readonly key: string;
  readonly sources: NamedSources;
  readonly stage?: StageState;
};

/** A container of the image, and another with the image mounted where its own files cannot be seen otherwise. */
function imageOrigin(ctx: StepContext, words: CopyWords, { image, key: imageKey, stage, sources }: OfImage): readonly Origin[] {
  const { sources: paths, exclude, parents } = words;
  // There may be nothing but heredocs.
  if (paths.length === 0) return [];
  const key = chainKey("", imageKey, paths, exclude, parents);
  const use: Origin["use"] = async (work) => {
    const spec = { image, name: attemptContainer(ctx, "from") };
    await withContainer(ctx, spec, async (container) => {
      const view = imageView(ctx, { image, ...(stage && { stage }) }, "image");
      try {
        const { openImage } = view;
        const made = () => madeFolders(ctx, container, stage, attemptContainer(ctx, "base"));
        const options = { exclude, parents, openImage, madeFolders: made, empty: image === undefined, image };
        await work(await selectFromContainer(ctx.engine, container, paths, options));
      } finally {
        view.close();
      }
    });
    return key;
  };
  return [{ key, sources, use }];
}
