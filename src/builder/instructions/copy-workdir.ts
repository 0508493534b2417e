/** COPY, ADD and WORKDIR: layers made without running anything, in a container that is never started. */

import { posix } from "node:path";
import type { TarMember } from "../../context/tar-write.ts";
import type { CopyInstruction, WorkdirInstruction } from "../../dockerfile/program.ts";
import { remoteSource } from "../../dockerfile/remote.ts";
import type { Image } from "../../engine/engine.ts";
import { copyInto } from "../copy/copy-into.ts";
import { layerOfCopy } from "../copy/copy-layer.ts";
import { makeDirectory } from "../copy/make-directory.ts";
import { sourcesOf } from "../copy/origins.ts";
import { ownerOf, resolveUser } from "../copy/owner.ts";
import type { StageResult } from "../execute.ts";
import { commitCopied } from "../execution/commit-copied.ts";
import { copyInEngine } from "../execution/copy-in-engine.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { mayBeMade, resolveInImage } from "../image-fs/engine-created-dirs.ts";
import { onContainerdStore } from "../image-fs/image-store.ts";
import { imageView } from "../image-fs/image-view.ts";
import { allSources, given, noSources, type Sources, standsOn } from "../inputs/step-inputs.ts";
import {
  attemptContainer,
  chainKey,
  findLayer,
  goodName,
  indexed,
  loadLayer,
  onTopOf,
  tellInputs,
  withContainer,
  withLayer,
} from "../layer.ts";
import { StepProblem } from "../problem.ts";
import { type Escape, lookupIn, word } from "../stage-variables.ts";
import type { BuildState, StageState } from "../state.ts";
import { type CommittedLayer, type StepContext, say } from "../step-context.ts";
import { type CopyWords, copyWords } from "./copy-words.ts";
import { noted, workdirOf } from "./metadata.ts";

/** COPY and ADD [flags] source… destination. */
export async function copyStep(
  ctx: StepContext,
  instruction: CopyInstruction,
  state: BuildState,
  stage: StageState,
): Promise<StageResult> {
  const words = copyWords(instruction, stage, ctx.program.escape);
  refuseChecksum(words);
  const { origin, stage: source } = await sourcesOf(ctx, words, state);
  const base = source ? onTopOf(stage, source) : stage;
  const link = words.link && words.chmodText === "" && (await onContainerdStore(ctx.engine));
  const keyOf = (content: string): string => {
    const { kind, target, chown, chmodText, unpack } = words;
    return chainKey(stage.key, kind, content, target, chown, chmodText, link, unpack);
  };
  const early = origin.key === undefined ? undefined : keyOf(origin.key);
  const known = early === undefined ? undefined : await findLayer(ctx, base, early);
  const sources = copySources(words, stage, link, origin.sources);
  if (early !== undefined) tellInputs(ctx, base, { sources, key: early, known });
  if (early !== undefined && known) return { how: "cached", stage: withLayer(base, known, words.history, early) };

  const spec = { image: stage.image, name: attemptContainer(ctx, "copy") };
  let inEngine: Awaited<ReturnType<typeof copyInEngine>>;
  let left: CommittedLayer | undefined;
  const work = async (container: string): Promise<StageResult> => {
    const target = { engine: ctx.engine, container };
    // What is linked stands on an empty root, where no name is known.
    const empty = stage.image === undefined || link;
    const owner = words.chown === "" ? undefined : await resolveUser(filesOf(ctx.engine, container), words.chown, empty);
    let loaded: Image | undefined;
    let lost: readonly TarMember[] = [];
    // Only an owner or a mode, or that it stays empty, tells a folder that the copy makes from one that the engine made.
    const plain = owner === undefined && words.chmod.kind === "keep" && !mayBeMade(words.target.path);
    const view = imageView(ctx, { image: stage.image, stage }, "destination");
    const resolve = (path: string) => resolveInImage(ctx.engine, container, path, view);
    try {
      const content = await origin.use(async (selection) => {
        const onProgress = sendingProgress(ctx);
        const given = { ...(owner && { owner }), chmod: words.chmod, ...(!plain && { resolve }) };
        const options = { ...given, link, signal: ctx.signal, onProgress };
        const onto = { image: stage.image, container, destination: words.target };
        inEngine = await copyInEngine(ctx, onto, selection, options);
        const large = inEngine ? undefined : await layerOfCopy(target, selection, words.target, options);
        if (large) loaded = await loadLayer(ctx, base, large.layer, { tag: goodName(ctx, base, early) });
        const count = inEngine?.count ?? large?.count ?? (await copyInto(target, selection, words.target, options));
        const { files, bytes } = count;
        lost = count.folders.lost;
        say(ctx, `${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes`);
      });
      ctx.signal.throwIfAborted();
      const key = keyOf(content);
      // Only now it is known what was sent: it may have been sent before.
      const late = key === early ? undefined : await findLayer(ctx, base, key);
      if (key !== early) tellInputs(ctx, base, { sources, key, known: late });
      if (late) return { how: "cached", stage: withLayer(base, late, words.history, key) };
      const filled = inEngine?.container ?? container;
      const image = loaded ? indexed(ctx, base, loaded, key) : await commitCopied(ctx, base, { container: filled, key, lost });
      if (!loaded) left = { before: stage.image, after: image.id, stubs: [], mended: lost.length > 0, awaited: false };
      return { how: "done", stage: withLayer(base, image, words.history, key) };
    } finally {
      inEngine?.remove(left);
      view.close();
    }
  };
  return withContainer(ctx, spec, work, () => (inEngine ? undefined : left));
}

/** By name what the key of a copy is made of. */
function copySources(words: CopyWords, stage: StageState, link: boolean, origin: Sources): Sources {
  const { history, exclude, unpack } = words;
  const own = () => [
    standsOn(stage.key),
    { name: "instruction", value: history.replace(/ # buildkit$/, "") },
    ...given({
      "--link": link ? "as an own layer" : "",
      "--exclude": exclude.join(" "),
      "--unpack": unpack === undefined ? "" : String(unpack),
    }),
  ];
  return allSources([{ ...noSources, inputs: own }, origin]);
}

/** What a variable may have hidden from the parser. */
function refuseChecksum({ checksum, sources }: CopyWords): void {
  if (checksum === "" || sources.some((source) => remoteSource(source) !== undefined)) return;
  throw new StepProblem("checksum requires HTTP(S) or Git sources", "drop --checksum, or ADD a URL");
}

/** Tells how much was sent, at most once a second and only when it takes that long. */
function sendingProgress(ctx: StepContext): (bytes: number) => void {
  let told = performance.now();
  return (bytes) => {
    if (performance.now() - told < 1000) return;
    told = performance.now();
    say(ctx, `${Math.floor(bytes / 1_000_000)} MB sent`);
  };
}

/** The stage with WORKDIR's path in its config. Throws StepProblem. */
export function workdirConfig(instruction: WorkdirInstruction, stage: StageState, escapeChar: Escape): StageState {
  const given = word(instruction.path, lookupIn(stage.variables), escapeChar);
  return { ...stage, config: { ...stage.config, WorkingDir: workdirOf(stage, given) } };
}

/** WORKDIR path: made at once, with its parents, for the user in force; what exists is left alone. */
export async function workdirStep(ctx: StepContext, instruction: WorkdirInstruction, stage: StageState): Promise<StageResult> {
  const next = workdirConfig(instruction, stage, ctx.program.escape);
  const folder = next.config.WorkingDir ?? "/";
  const user = stage.config.User ?? "";
  const history = `WORKDIR ${folder}`;
  const epoch = ctx.request.sourceDateEpoch;
  const key = chainKey(stage.key, "workdir", folder, user, ...(epoch === undefined ? [] : [epoch]));
  if (folder === "/") return { how: "done", stage: noted(next, history) };
  const known = await findLayer(ctx, stage, key);
  const time = epoch === undefined ? "" : String(epoch);
  const inputs = () => [standsOn(stage.key), ...given({ directory: folder, user, SOURCE_DATE_EPOCH: time })];
  tellInputs(ctx, stage, { sources: { ...noSources, inputs }, key, known });
  if (known) return { how: "cached", stage: withLayer(next, known, history, key) };
  const spec = { image: stage.image, name: attemptContainer(ctx, "workdir") };
  return withContainer(ctx, spec, async (container) => {
    const owner = await ownerOf(filesOf(ctx.engine, container), user, stage.image === undefined);
    // SOURCE_DATE_EPOCH is the time of folders made here, not of what is copied (28.5).
    const view = imageView(ctx, { image: stage.image, stage }, "destination");
    const resolved = await resolveInImage(ctx.engine, container, posix.resolve(folder), view).finally(view.close);
    const { lost } = await makeDirectory({ engine: ctx.engine, container }, resolved, owner, epoch);
    const image = await commitCopied(ctx, stage, { container, key, lost });
    return { how: "done", stage: withLayer(next, image, history, key) };
  });
}
