/** From the words of a COPY or ADD to where their files come from: the context, a stage, an image, a named context, elsewhere. */
import { dirname, join } from "node:path";
import { type IgnoreRules, noIgnore, readIgnore } from "../../context/ignore.ts";
import { type ContextSelection, type SelectOptions, selectFromContext } from "../../context/select.ts";
import { remoteSource } from "../../dockerfile/remote.ts";
import { parseGitSource } from "../../fetch/git-url.ts";
import { localOrPulled } from "../base-image.ts";
import type { CopyWords } from "../instructions/copy-words.ts";
import { attemptContainer, chainKey, withContainer } from "../layer.ts";
import { madeFolders } from "../mount-points.ts";
import { namedContext } from "../named-context.ts";
import { StepProblem } from "../problem.ts";
import type { NamedContext } from "../request.ts";
import { type Attempt, type Shop, say } from "../shop.ts";
import type { BuildState, StageState } from "../state.ts";
import { earlierStage, type Step } from "../steps.ts";
import { selectFromContainer } from "./container-source.ts";
import { fromHeredocs } from "./heredoc-origin.ts";
import { imageView } from "./image-view.ts";
import { type Origin, together } from "./origin.ts";
import { fromGit, fromUrl } from "./remote-origin.ts";

/** What a copy reads, and the stage it came from, for what a person's hand did there. */
export type Sources = { readonly origin: Origin; readonly stage?: StageState };

/** Everything the instruction copies, in the order of BuildKit: paths and addresses as written, then heredocs. */
export async function sourcesOf(shop: Shop, attempt: Attempt, step: Step, words: CopyWords, state: BuildState): Promise<Sources> {
  const paths = await pathsOrigin(shop, attempt, step, words, state);
  const inline = words.heredocs.length > 0 ? [fromHeredocs(words.heredocs)] : [];
  const origin = together([...paths.origins, ...inline], (keys) => chainKey("", "together", ...keys));
  return { origin, ...(paths.stage && { stage: paths.stage }) };
}

type Paths = { readonly origins: readonly Origin[]; readonly stage?: StageState };

async function pathsOrigin(shop: Shop, attempt: Attempt, step: Step, words: CopyWords, state: BuildState): Promise<Paths> {
  const { from } = words;
  if (from === undefined) return { origins: await fromHere(shop, attempt, words) };
  const stage = earlierStage(shop.program, from, step.stage, true);
  const source = stage === undefined ? undefined : state.done[stage.index];
  if (source) return { origins: imageOrigin(shop, attempt, step, words, source.image, source.key, source), stage: source };
  const context = namedContext(shop.request.contexts, from);
  if (context?.kind === "folder") return { origins: [await folderOrigin(shop, attempt, words, words.sources, context)] };
  if (from === "scratch" && context === undefined) {
    return { origins: imageOrigin(shop, attempt, step, words, undefined, chainKey("", "scratch")) };
  }
  const image = (await localOrPulled(shop, attempt, context?.ref ?? from)).id;
  return { origins: imageOrigin(shop, attempt, step, words, image, chainKey("", "image", image)) };
}

/** The build context and, for ADD, addresses: neighbours of one kind are looked up together. */
async function fromHere(shop: Shop, attempt: Attempt, words: CopyWords): Promise<readonly Origin[]> {
  const origins: Origin[] = [];
  let local: string[] = [];
  const close = async (): Promise<void> => {
    if (local.length > 0) origins.push(await folderOrigin(shop, attempt, words, local));
    local = [];
  };
  for (const source of words.sources) {
    const remote = remoteSource(source);
    if (remote === undefined) local.push(source);
    else {
      await close();
      origins.push(await remoteOrigin(shop, attempt, words, source, remote));
    }
  }
  await close();
  return origins;
}

async function remoteOrigin(
  shop: Shop,
  attempt: Attempt,
  words: CopyWords,
  source: string,
  kind: "url" | "git",
): Promise<Origin> {
  if (words.kind === "copy") {
    throw new StepProblem(`source can't be a ${kind === "url" ? "URL" : "git ref"} for COPY: ${source}`, "only ADD downloads");
  }
  const { checksum, exclude, keepGitDir } = words;
  const { signal } = attempt;
  const tell = (line: string): void => say(attempt, line);
  const indexFile = join(dirname(shop.files.statCache), "downloads");
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
  shop: Shop,
  attempt: Attempt,
  words: CopyWords,
  sources: readonly string[],
  named?: Extract<NamedContext, { kind: "folder" }>,
): Promise<Origin> {
  const { root, index, rules } = await folderOf(shop, named);
  const { exclude, parents } = words;
  const options: SelectOptions = {
    exclude,
    parents,
    unpack: words.kind === "add" && words.unpack !== false,
    others: [...shop.sent.filter(({ from }) => from === (words.from ?? "")).map(({ word }) => word), ...words.sources],
    ...(index && { index }),
  };
  const selection = await selectFromContext(root, rules, sources, options);
  const cacheable = attempt.useCache && !shop.noCache;
  return contextOrigin(selection, shop.files.statCache, cacheable, attempt.signal);
}

type Folder = { readonly root: string; readonly index?: SelectOptions["index"]; readonly rules: IgnoreRules };

async function folderOf(shop: Shop, named: Extract<NamedContext, { kind: "folder" }> | undefined): Promise<Folder> {
  const { files } = shop;
  const { root, index, ignore = true } = named ?? files;
  const rules = ignore ? await readIgnore(root, named ? undefined : files.dockerfile) : noIgnore;
  return { root, rules, ...(index && { index }) };
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

/** A container of the image, and another with the image mounted where its own files cannot be seen otherwise. */
function imageOrigin(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  words: CopyWords,
  image: string | undefined,
  imageKey: string,
  stage?: StageState,
): readonly Origin[] {
  const { sources, exclude, parents } = words;
  // There may be nothing but heredocs.
  if (sources.length === 0) return [];
  const key = chainKey("", imageKey, sources, exclude, parents);
  const use: Origin["use"] = async (work) => {
    const spec = { image, name: attemptContainer(shop, attempt, step, "from") };
    await withContainer(shop, spec, async (container) => {
      const view = imageView(shop, attempt, step, { image, ...(stage && { stage }) }, "image");
      try {
        const { genuine } = view;
        const made = () => madeFolders(shop, container, stage, attemptContainer(shop, attempt, step, "base"));
        const options = { exclude, parents, genuine, madeFolders: made, empty: image === undefined };
        await work(await selectFromContainer(shop.engine, container, sources, options));
      } finally {
        view.close();
      }
    });
    return key;
  };
  return [{ key, use }];
}
