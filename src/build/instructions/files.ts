/** COPY, ADD and WORKDIR: layers made without running anything, in a container that is never started (dockerfile-semantics §1.7, §1.9). */

import { noIgnore, readIgnore } from "../../context/ignore.ts";
import type { ContextSelection } from "../../context/select.ts";
import { selectFromContext } from "../../context/select.ts";
import type { Selection } from "../../context/tree.ts";
import type { CopyInstruction, WorkdirInstruction } from "../../dockerfile/program.ts";
import { remoteSource } from "../../dockerfile/remote.ts";
import { type Chmod, parseChmod } from "../copy/chmod.ts";
import { selectFromContainer } from "../copy/container-source.ts";
import { copyInto } from "../copy/copy-into.ts";
import { parseDestination } from "../copy/destination.ts";
import { makeDirectory } from "../copy/make-directory.ts";
import { ownerOf, resolveUser } from "../copy/owner.ts";
import type { StageResult } from "../execute.ts";
import { attemptContainer, chainKey, commitGood, findLayer, withContainer, withLayer } from "../layer.ts";
import { StepProblem } from "../problem.ts";
import { type Attempt, type Shop, say } from "../shop.ts";
import type { BuildState, StageState } from "../state.ts";
import { earlierStage, type Step } from "../steps.ts";
import { type Escape, lookupIn, word } from "../words.ts";
import { localOrPulled } from "./from.ts";
import { noted, workdirOf } from "./metadata.ts";

/** COPY [--from=x] [--chown=u:g] [--chmod=m] source... destination, and ADD of local paths. */
export async function copyStep(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  instruction: CopyInstruction,
  state: BuildState,
  stage: StageState,
): Promise<StageResult> {
  const copy = expanded(instruction, stage, shop.program.escape);
  const origin =
    instruction.from === undefined
      ? await fromContext(shop, copy)
      : await fromElsewhere(shop, attempt, step, state, instruction.from);
  const byHand = [...stage.byHand, ...origin.byHand.filter((note) => !stage.byHand.includes(note))];
  const ground = { ...stage, byHand };
  const key = chainKey(stage.key, copy.kind, origin.key, copy.fromSources ?? [], copy.target, copy.chown, copy.chmodText);
  const known = await findLayer(shop, attempt, ground, key);
  if (known) return { how: "cached", stage: withLayer(ground, known, copy.history, key) };

  const spec = { image: stage.image, name: attemptContainer(shop, attempt, step, "copy") };
  return withContainer(shop, spec, async (container) => {
    const owner =
      copy.chown === "" ? undefined : await resolveUser(shop.engine, container, copy.chown, stage.image === undefined);
    await origin.use(copy.sources, async (selection) => {
      const { files, bytes } = await copyInto(shop.engine, container, selection, copy.target, {
        ...(owner && { owner }),
        chmod: copy.chmod,
        unpack: instruction.kind === "add",
        signal: attempt.signal,
        onProgress: sendingProgress(attempt),
      });
      say(attempt, `${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes`);
    });
    attempt.signal.throwIfAborted();
    const image = await commitGood(shop, attempt, step, ground, container, key);
    return { how: "done", stage: withLayer(ground, image, copy.history, key) };
  });
}

type Expanded = ReturnType<typeof expanded>;

/** Every word expanded by what holds before the line. Throws StepProblem. */
function expanded(instruction: CopyInstruction, stage: StageState, escapeChar: Escape) {
  const lookup = lookupIn(stage.variables);
  const at = (raw: string): string => word(raw, lookup, escapeChar);
  const sources = instruction.sources.map(at);
  // A variable may hide what the parser would have refused.
  const remote = instruction.kind === "add" ? sources.find((source) => remoteSource(source) !== undefined) : undefined;
  if (remote !== undefined)
    throw new StepProblem(`ADD of ${remote} is not supported by dbuild yet`, "download it, and ADD the file");
  const destination = at(instruction.destination);
  const chown = instruction.chown === undefined ? "" : at(instruction.chown);
  const chmodText = instruction.chmod === undefined ? "" : at(instruction.chmod);
  const chmod = parseChmod(chmodText);
  if (!("kind" in chmod)) throw new StepProblem(chmod.message, chmod.hint);
  const flags = [chown && `--chown=${chown}`, chmodText && `--chmod=${chmodText}`].filter(Boolean);
  const history = `${[instruction.kind.toUpperCase(), ...flags, ...sources, destination].join(" ")} # buildkit`;
  return {
    kind: instruction.kind,
    sources,
    /** Sources count for the key only where no digest of the content does. */
    fromSources: instruction.from === undefined ? undefined : sources,
    target: parseDestination(destination, stage.config.WorkingDir || "/"),
    chown,
    chmod: chmod as Chmod,
    chmodText,
    history,
  };
}

/** Where the files come from. `key` stands for their content. */
type Origin = {
  readonly key: string;
  readonly byHand: readonly string[];
  use(sources: readonly string[], work: (selection: Selection) => Promise<void>): Promise<void>;
};

async function fromContext(shop: Shop, copy: Expanded): Promise<Origin> {
  const { root, dockerfile, statCache, ignore = true, index } = shop.files;
  const rules = ignore ? await readIgnore(root, dockerfile) : noIgnore;
  const selection: ContextSelection = await selectFromContext(root, rules, copy.sources, index);
  return { key: await selection.digest(statCache), byHand: [], use: (_sources, work) => work(selection) };
}

/** A stage (by name or number), else an image. */
async function fromElsewhere(shop: Shop, attempt: Attempt, step: Step, state: BuildState, from: string): Promise<Origin> {
  const stage = earlierStage(shop.program, from, step.stage, true);
  const source = stage === undefined ? undefined : state.done[stage.index];
  const image = source ? source.image : (await localOrPulled(shop, attempt, from)).id;
  return {
    key: source ? source.key : chainKey("", "image", image),
    byHand: source?.byHand ?? [],
    use: (sources, work) =>
      withContainer(shop, { image, name: attemptContainer(shop, attempt, step, "from") }, async (container) =>
        work(await selectFromContainer(shop.engine, container, sources)),
      ),
  };
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
  const key = chainKey(stage.key, "workdir", folder, user);
  if (folder === "/") return { how: "done", stage: noted(next, history) };
  const known = await findLayer(shop, attempt, stage, key);
  if (known) return { how: "cached", stage: withLayer(next, known, history, key) };
  const spec = { image: stage.image, name: attemptContainer(shop, attempt, step, "workdir") };
  return withContainer(shop, spec, async (container) => {
    await makeDirectory(shop.engine, container, folder, await ownerOf(shop.engine, container, user, stage.image === undefined));
    const image = await commitGood(shop, attempt, step, stage, container, key);
    return { how: "done", stage: withLayer(next, image, history, key) };
  });
}
