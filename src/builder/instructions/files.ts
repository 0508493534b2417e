/** COPY, ADD and WORKDIR: layers made without running anything, in a container that is never started (dockerfile-semantics §1.7, §1.9). */

import { posix } from "node:path";
import { packedSize, packTar, type TarMember } from "../../context/tar-write.ts";
import type { CopyInstruction, WorkdirInstruction } from "../../dockerfile/program.ts";
import { remoteSource } from "../../dockerfile/remote.ts";
import type { Image } from "../../engine/engine.ts";
import { copyInto } from "../copy/copy-into.ts";
import { layerOfCopy } from "../copy/copy-layer.ts";
import { imageView } from "../copy/image-view.ts";
import { mayBeMade, resolveInImage } from "../copy/lent-folders.ts";
import { makeDirectory } from "../copy/make-directory.ts";
import { sourcesOf } from "../copy/origins.ts";
import { ownerOf, resolveUser } from "../copy/owner.ts";
import type { StageResult } from "../execute.ts";
import {
  attemptContainer,
  chainKey,
  commitGood,
  findLayer,
  goodName,
  indexed,
  loadLayer,
  onTopOf,
  withContainer,
  withLayer,
} from "../layer.ts";
import { commitKeepsFolders } from "../mount-points.ts";
import { StepProblem } from "../problem.ts";
import { type Attempt, type Shop, say } from "../shop.ts";
import type { BuildState, StageState } from "../state.ts";
import type { Step } from "../steps.ts";
import { type Escape, lookupIn, word } from "../words.ts";
import { type CopyWords, copyWords } from "./copy-words.ts";
import { noted, workdirOf } from "./metadata.ts";

/** COPY and ADD [flags] source… destination. */
export async function copyStep(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  instruction: CopyInstruction,
  state: BuildState,
  stage: StageState,
): Promise<StageResult> {
  const words = copyWords(instruction, stage, shop.program.escape);
  refuseChecksum(words);
  const { origin, stage: source } = await sourcesOf(shop, attempt, step, words, state);
  const ground = source ? onTopOf(stage, source) : stage;
  const link = words.link && words.chmodText === "" && (await shop.engine.info()).store === "containerd";
  const keyOf = (content: string): string => {
    const { kind, target, chown, chmodText, unpack } = words;
    return chainKey(stage.key, kind, content, target, chown, chmodText, link, unpack);
  };
  const early = origin.key === undefined ? undefined : keyOf(origin.key);
  const known = early === undefined ? undefined : await findLayer(shop, attempt, ground, early);
  if (early !== undefined && known) return { how: "cached", stage: withLayer(ground, known, words.history, early) };

  const spec = { image: stage.image, name: attemptContainer(shop, attempt, step, "copy") };
  return withContainer(shop, spec, async (container) => {
    // What is linked stands on an empty root, where no name is known.
    const empty = stage.image === undefined || link;
    const owner = words.chown === "" ? undefined : await resolveUser(shop.engine, container, words.chown, empty);
    let loaded: Image | undefined;
    let lost: readonly TarMember[] = [];
    // Only an owner or a mode, or that it stays empty, tells a folder that the copy makes from one that the engine made.
    const plain = owner === undefined && words.chmod.kind === "keep" && !mayBeMade(words.target.path);
    const view = imageView(shop, attempt, step, { image: stage.image, stage }, "ground");
    const resolve = (path: string) => resolveInImage(shop.engine, container, path, view);
    try {
      const content = await origin.use(async (selection) => {
        const onProgress = sendingProgress(attempt);
        const given = { ...(owner && { owner }), chmod: words.chmod, ...(!plain && { resolve }) };
        const options = { ...given, link, signal: attempt.signal, onProgress };
        const large = await layerOfCopy(shop.engine, container, selection, words.target, options);
        if (large) loaded = await loadLayer(shop, ground, large.layer, goodName(shop, attempt, step, ground, early));
        const count = large?.count ?? (await copyInto(shop.engine, container, selection, words.target, options));
        const { files, bytes } = count;
        lost = count.folders.lost;
        say(attempt, `${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes`);
      });
      attempt.signal.throwIfAborted();
      const key = keyOf(content);
      // Only now it is known what was sent: it may have been sent before.
      const late = key === early ? undefined : await findLayer(shop, attempt, ground, key);
      if (late) return { how: "cached", stage: withLayer(ground, late, words.history, key) };
      const image = loaded
        ? indexed(shop, ground, loaded, key)
        : await commitCopied(shop, attempt, step, ground, { container, key, lost });
      return { how: "done", stage: withLayer(ground, image, words.history, key) };
    } finally {
      view.close();
    }
  });
}

/** What a variable may have hidden from the parser. */
function refuseChecksum({ checksum, sources }: CopyWords): void {
  if (checksum === "" || sources.some((source) => remoteSource(source) !== undefined)) return;
  throw new StepProblem("checksum requires HTTP(S) or Git sources", "drop --checksum, or ADD a URL");
}

/** Tells how much was sent, at most once a second and only when it takes that long. */
function sendingProgress(attempt: Attempt): (bytes: number) => void {
  let told = Date.now();
  return (bytes) => {
    if (Date.now() - told < 1000) return;
    told = Date.now();
    say(attempt, `${Math.floor(bytes / 1_000_000)} MB sent`);
  };
}

/** The stage with WORKDIR's path in its config. Throws StepProblem. */
export function workdirConfig(instruction: WorkdirInstruction, stage: StageState, escapeChar: Escape): StageState {
  const given = word(instruction.path, lookupIn(stage.variables), escapeChar);
  return { ...stage, config: { ...stage.config, WorkingDir: workdirOf(stage, given) } };
}

/** WORKDIR path: made at once, with its parents, for the user in force; what exists is left alone. */
export async function workdirStep(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  instruction: WorkdirInstruction,
  stage: StageState,
): Promise<StageResult> {
  const next = workdirConfig(instruction, stage, shop.program.escape);
  const folder = next.config.WorkingDir ?? "/";
  const user = stage.config.User ?? "";
  const history = `WORKDIR ${folder}`;
  const epoch = shop.request.sourceDateEpoch;
  const key = chainKey(stage.key, "workdir", folder, user, ...(epoch === undefined ? [] : [epoch]));
  if (folder === "/") return { how: "done", stage: noted(next, history) };
  const known = await findLayer(shop, attempt, stage, key);
  if (known) return { how: "cached", stage: withLayer(next, known, history, key) };
  const spec = { image: stage.image, name: attemptContainer(shop, attempt, step, "workdir") };
  return withContainer(shop, spec, async (container) => {
    const owner = await ownerOf(shop.engine, container, user, stage.image === undefined);
    // SOURCE_DATE_EPOCH is the time of folders made here, not of what is copied (28.5).
    const view = imageView(shop, attempt, step, { image: stage.image, stage }, "ground");
    const resolved = await resolveInImage(shop.engine, container, posix.resolve(folder), view).finally(view.close);
    const { lost } = await makeDirectory(shop.engine, container, resolved, owner, epoch);
    const image = await commitCopied(shop, attempt, step, stage, { container, key, lost });
    return { how: "done", stage: withLayer(next, image, history, key) };
  });
}

type Copied = { readonly container: string; readonly key: string; readonly lost: readonly TarMember[] };

/** As commitGood, and what the containerd store's commit would leave out in one more layer. */
async function commitCopied(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  stage: StageState,
  { container, key, lost }: Copied,
): Promise<Image> {
  if (lost.length === 0 || (await commitKeepsFolders(shop))) return commitGood(shop, attempt, step, stage, container, key);
  const part = shop.holds.name();
  const first = await shop.engine.commit(container, part);
  const layer = { size: packedSize(lost), pieces: packTar(lost) };
  const tag = goodName(shop, attempt, step, stage, key);
  const image = await loadLayer(shop, { ...stage, image: first.id }, layer, tag, first.created);
  void shop.holds.drop(part);
  return indexed(shop, stage, image, key);
}
