/** One RUN, from its flags to its layer; what it was lent goes back whatever comes of it. */
import type { RunInstruction } from "../dockerfile/program.ts";
import type { Image } from "../engine/engine.ts";
import { EngineLostError, EngineRefusedError, UserError } from "../errors.ts";
import type { StageResult, StepFailure } from "./execute.ts";
import { runToEnd } from "./execution/run-to-end.ts";
import { endingOf } from "./exit-words.ts";
import { argvOf } from "./instructions/metadata.ts";
import { failedConfig, runHistory, runKey } from "./instructions/run.ts";
import { isThere, markKept, type Rescue, rescueCommands } from "./kept.ts";
import { attemptContainer, failedName, findLayer, goodName, indexed, partialLabels, withLayer } from "./layer.ts";
import { type LeftFolders, leftFolders } from "./mount-points.ts";
import { commitClean } from "./mounts/commit.ts";
import { hideIn, hidingLog } from "./mounts/hide.ts";
import { limitsOf } from "./mounts/limits.ts";
import { envToCommit } from "./mounts/private-env.ts";
import { type AskedMounts, askMounts, openSetting, type Setting, withMounts } from "./mounts/setting.ts";
import { StepProblem } from "./problem.ts";
import { makeRunContainer } from "./run-container.ts";
import { makesLinks, separateLinks } from "./run-links.ts";
import type { BuildState, StageState } from "./state.ts";
import { type BuildContext, type StepContext, say } from "./step-context.ts";
import { whyUnrunnable } from "./unrunnable/unrunnable.ts";
import { envName, envValue } from "./words.ts";

/** `start`: the stage the RUN stands on (a person's ground perhaps); `state`: where its mounts find other stages. */
export async function runStep(
  ctx: StepContext,
  instruction: RunInstruction,
  state: BuildState,
  start: StageState,
): Promise<StageResult> {
  if (argvOf(instruction.command, start.config).length === 0) {
    throw new StepProblem("arguments are required", "RUN [] runs nothing: name a program, or take the line out");
  }
  if (instruction.script?.name.includes("/")) {
    throw new StepProblem(`cannot write a heredoc named ${instruction.script.name}: no such folder`, "name it without a slash");
  }
  // what is not allowed is not taken from the cache either
  limitsOf(ctx.request, instruction);
  const asked = await askMounts(ctx, instruction, state, start);
  const { stage } = asked;
  const key = withMounts(runKey(instruction, stage), asked);
  const known = await findLayer(ctx, stage, key);
  const folders = leftFolders(stage, [
    ...asked.list.flatMap(({ mount }) => mount.target ?? []),
    ...(instruction.script ? ["/dev/pipes"] : []),
    ...(ctx.request.run.shmSize ? ["/dev/shm"] : []),
  ]);
  const { devOwed: _, ...ground } = stage;
  const after = (image: Image): StageState => ({
    ...withLayer(ground, image, runHistory(instruction, stage), key),
    ...folders.after,
  });
  if (known) return { how: "cached", stage: after(known) };
  const setting = await openSetting(ctx, asked, stage.image);
  const log = hidingLog(ctx.log, setting.hidden);
  let kept = false;
  try {
    const result = await inContainer({ ...ctx, log: log.write }, asked, setting, { key, folders: folders.left, after });
    kept = "failure" in result && result.failure.container !== undefined;
    return result;
  } catch (error) {
    throw withoutValues(error, setting.hidden);
  } finally {
    log.end();
    // what a kept container was lent goes with it
    if (!kept) await setting.close();
  }
}

/** What a RUN leaves: `folders` of the runtime, and the stage with its layer, known by `key`. */
type Leaves = {
  readonly key: string;
  readonly folders: LeftFolders;
  readonly after: (image: Image) => StageState;
};

async function inContainer(
  ctx: StepContext,
  { instruction, stage }: AskedMounts,
  setting: Setting,
  { key, folders, after }: Leaves,
): Promise<StageResult> {
  const { engine } = ctx;
  const argv = argvOf(instruction.command, stage.config);
  const name = attemptContainer(ctx, "run");
  const linked = makesLinks([...argv, instruction.script?.content ?? ""].join(" "));
  const touched = linked && (await engine.info()).store === "containerd";
  const made = await makeRunContainer(ctx, stage, { setting, argv, folders, touched });
  const { container, lacking, hostnameMade } = made;
  // Hours of work may sit in this container: it goes away only once an image has them.
  let safe = true;
  try {
    const bare = !setting.spec.mounts?.length;
    const left = { ...setting, ...(bare ? { lacking } : { folders }), hostnameMade };
    const told = { text: "" };
    const log = (chunk: Uint8Array): void => {
      told.text = (told.text + Buffer.from(chunk).toString()).slice(-lastOutput);
      ctx.log(chunk);
    };
    const why = async (output: string): Promise<string | undefined> => {
      const found = await whyNotRun(ctx, stage, { container, setting, argv, script: instruction.script?.content ?? "", output });
      return found === undefined ? undefined : hideIn(found, setting.hidden);
    };
    const unwatch = engine.watchPauses(container, (paused) => tellPause(ctx, name, paused));
    const status = await runToEnd(engine, container, {
      onOutput: log,
      signal: ctx.signal,
      ...(setting.input && { input: setting.input }),
    })
      .catch(async (error: unknown) => {
        throw error instanceof EngineRefusedError ? new StepProblem(error.message, await why(error.message)) : error;
      })
      .finally(unwatch);
    if (status.gone) throw removedMeanwhile(name);
    safe = false;
    const interrupted = ctx.signal.aborted;
    const good = status.code === 0 && !interrupted;
    // it may be written later, when nobody listens to this attempt any more
    const quiet = { ...ctx, signal: new AbortController().signal };
    const commit = (tag: string, config?: ReturnType<typeof failedConfig>) =>
      commitClean(quiet, stage, left, { container, tag, ...(config && { config }) });
    const { message, hint: usual } = endingOf(argv, status);
    const failure: StepFailure = interrupted
      ? { kind: "interrupted", message: "stopped while it ran", exitCode: status.code }
      : { kind: "failed", message: hideIn(message, setting.hidden), exitCode: status.code };
    /** Asked once its layer is written: looking into a container may change what is in it. */
    const hint = async () => {
      if (interrupted) return {};
      const found = cannotRun(status.code, told.text) ? ((await why(told.text)) ?? usual) : usual;
      return found === undefined ? {} : { hint: found };
    };
    const tag = failedName(ctx);
    const labels = partialLabels(ctx.step, ctx.steps, failure.message, failure.exitCode);
    const layer = async (): Promise<StageResult> => {
      if (good) {
        if (linked) await separateLinks(quiet, stage, container);
        return { how: "done", stage: after(indexed(ctx, stage, await commit(goodName(ctx, stage, key)), key)) };
      }
      const { id } = await commit(tag, failedConfig(stage, labels));
      return { failure: { ...failure, ...(await hint()), image: id, tag } };
    };
    const isPrivate = envToCommit(setting.spec.env, stage.config.Env) !== undefined;
    const plain = !isPrivate && bare && lacking.length === 0 && !hostnameMade;
    const rescue: Rescue = {
      container,
      name: tag,
      private: isPrivate,
      ...(good && plain && stage.byHand.length === 0 && { key }),
    };
    const notWritten = async (error: unknown): Promise<StageResult> => {
      if (error instanceof EngineLostError) throw error;
      if (!(await isThere(engine, container))) throw removedMeanwhile(name);
      await markKept(engine, name, rescue);
      const why = hideIn((error as Error).message, setting.hidden);
      const how = good ? "it ended well" : failure.message;
      const message = `the layer could not be written: ${why}; ${how}`;
      return { failure: { kind: failure.kind, message, hint: keptHint, container, rescue: rescueCommands(rescue) } };
    };
    const result = await layer().catch(notWritten);
    safe = !("failure" in result) || result.failure.container === undefined;
    if (!safe) {
      const close = async (): Promise<void> => {
        ctx.kept.delete(container);
        await setting.close();
      };
      const write = async (): Promise<StageResult> => {
        const written = await layer().catch(notWritten);
        if ("failure" in written && written.failure.container !== undefined) return written;
        await engine.remove(container);
        await close();
        return written;
      };
      ctx.kept.set(container, { write, close });
    }
    return result;
  } catch (error) {
    if (error instanceof EngineLostError) safe = false;
    throw error;
  } finally {
    if (safe) {
      // what is mounted can be given back only when nobody has it
      const gone = engine.remove(container);
      if (mountsOwn(setting)) await gone;
      else ctx.background(gone);
    }
  }
}

function tellPause(ctx: StepContext, name: string, paused: boolean): void {
  ctx.suspended?.(paused ? name : undefined);
  say(ctx, paused ? `paused by somebody, not by dbuild; it goes on with: docker unpause ${name}` : "it goes on");
}

const keptHint =
  "nothing is lost: it is all in the container; make room on the engine's disk (docker system df tells what takes it)";

/** Characters of a RUN's output that are looked through for what could not be run. */
const lastOutput = 4096;

/** A shell's two codes, or what the container's runtime says in the program's place. */
const cannotRun = (code: number, output: string): boolean =>
  code === 126 || code === 127 || /exec format error|^exec \S+: (?:no such file|permission denied)/im.test(output.slice(-500));

type Ran = {
  readonly container: string;
  readonly setting: Setting;
  readonly argv: readonly string[];
  readonly script: string;
  readonly output: string;
};

/** Whatever goes wrong in looking is no reason to lose the failure itself. */
async function whyNotRun(
  { engine }: BuildContext,
  stage: StageState,
  { container, setting, argv, script, output }: Ran,
): Promise<string | undefined> {
  const { env = [], workdir = "/" } = setting.spec;
  const path = envValue(env.find((entry) => envName(entry) === "PATH") ?? "");
  const { architecture } = stage;
  try {
    const machine = (await engine.info()).architecture;
    return await whyUnrunnable({ engine, container, workdir, path, architecture, machine }, argv, script, output);
  } catch (error) {
    if (error instanceof EngineLostError) throw error;
    return undefined;
  }
}

const removedMeanwhile = (name: string): StepProblem =>
  new StepProblem(
    `the container ${name} was removed while it ran, and what it did with it`,
    "somebody ran docker rm -f, by hand or in a script that removes all containers; docker events --since 1h --filter event=destroy tells when. Run the step again",
  );

/** Mounts that are held for this RUN; shared files are not. */
const mountsOwn = ({ spec }: Setting): boolean => (spec.mounts ?? []).some(({ kind }) => kind !== "file");

/** An engine's words may hold the environment of the container it could not make. */
function withoutValues(error: unknown, hidden: readonly string[]): unknown {
  if (hidden.length === 0 || !(error instanceof Error) || hideIn(error.message, hidden) === error.message) return error;
  if (error instanceof EngineLostError) return new EngineLostError(hideIn(error.message, hidden), error.hint);
  if (error instanceof UserError) {
    return new UserError(error.problems.map((problem) => ({ ...problem, message: hideIn(problem.message, hidden) })));
  }
  return new StepProblem(hideIn(error.message, hidden), error instanceof StepProblem ? error.hint : undefined);
}
