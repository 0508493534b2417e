/** A shell beside a step that runs, in its container: to look at what hangs there, and to end it. */
import { setTimeout as sleep } from "node:timers/promises";
import { filesOf } from "../builder/image-fs/container-files.ts";
import { shellOf } from "../builder/instructions/metadata.ts";
import { containerName } from "../builder/names.ts";
import { privateNames } from "../builder/sandbox/private-env.ts";
import { lookupIn } from "../builder/stage-variables.ts";
import type { Step } from "../builder/steps.ts";
import type { RunInstruction } from "../dockerfile/program.ts";
import type { ContainerSummary, Engine } from "../engine/engine.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import type { OpenShell } from "./open-shell.ts";
import { runningAt, stateBefore } from "./session.ts";
import { runningBanner } from "./shell-labels.ts";
import { firstThatComesUp, type OpenAsked, otherShell, programsIn, type ShellOptions } from "./shell-start.ts";

/** `run`: the attempt at the step. Throws UserError with a sentence where there is nothing to enter. */
export async function openInRunning(options: ShellOptions, index: number, run: number, { own }: OpenAsked): Promise<OpenShell> {
  const { build, driver, port, noSecrets, debugImage } = options;
  const { engine } = build;
  const step = driver.session().plan.steps[index] as Step;
  const find = () => runningContainer(engine, containerName(build.session, step.instruction.span.line, run, ""));
  let found = await find();
  // it may be about to start
  for (let turn = 0; found === undefined && turn < 25 && runningAt(driver.session(), index)?.run === run; turn++) {
    await sleep(200);
    found = await find();
  }
  if (found === undefined) {
    throw new UserError({
      message: `step ${index + 1} has no program running just now`,
      hint: "a shell can be opened beside a RUN, and in every step once it has ended",
    });
  }
  const { id: container, name } = found;
  const isThere = async () => (await find())?.id === container;
  if (noSecrets && step.instruction.kind === "run" && step.instruction.mounts.some(isSecret)) {
    throw new UserError({ message: "the step has its secrets while it runs", hint: "--no-secrets keeps a shell away from them" });
  }
  const { suspended, frozen } = runningAt(driver.session(), index) ?? {};
  if (frozen !== undefined)
    throw new UserError({
      message: "a breakpoint froze it, and nothing can be run in it",
      hint: "continue lets it go on",
    });
  if (suspended !== undefined) {
    throw new UserError({ message: "somebody paused the step's container", hint: `docker unpause ${suspended}, then shell` });
  }
  const stage = stateBefore(driver.session(), index).stage;
  const shell = shellOf(stage?.config ?? {});
  const path = stage && lookupIn(stage.variables)("PATH");
  const choices = await port
    .choices(programsIn(filesOf(engine, container), path), { shell, lastCommand: undefined, own })
    .catch(async (error) => {
      if (!(error instanceof EngineRefusedError) || (await isThere())) throw error;
      throw new UserError({ message: `step ${index + 1} has ended meanwhile`, hint: "shell opens one in its layer" });
    });
  const [first] = choices;
  if (first === undefined) {
    throw new UserError({
      message: "there is no shell in the running step's image",
      hint: `beside it: docker run --rm -it --pid container:${name} --network container:${name} ${debugImage ?? "busybox"} (its files are in /proc/1/root); or stop it, then shell brings one`,
    });
  }
  const lacks = await privateNames(build, step.instruction, stage, driver.session().plan.program.escape);
  return {
    kind: "running",
    banner: runningBanner({ step, choice: first, other: otherShell(shell, first, own), debugImage, lacks }),
    ...(port.leaveKeys !== undefined && { leaveKeys: port.leaveKeys }),
    run: async (say, onLeft) => {
      const end = await firstThatComesUp(choices, say, ({ argv, mark }) =>
        port.run(engine, { container, exec: argv, mark, onLeft }),
      );
      // 137: killed, as all are that are left when the container's own program ends; the engine may say so a moment later
      for (let turn = 0; await isThere(); turn++) {
        if (end.code !== 137 || turn > 10) return end;
        await sleep(200);
      }
      return { code: end.code, trouble: `Step ${index + 1} has ended meanwhile, and its shell with it.` };
    },
    changes: async () => [],
    discard: async () => {},
    setAside: async () => {},
    keep: async () => undefined,
  };
}

const isSecret = ({ fields }: RunInstruction["mounts"][number]): boolean =>
  fields.some(({ key, value }) => key === "type" && value !== "bind" && value !== "cache" && value !== "tmpfs");

/** The container of a RUN, a trigger's too, of the attempt whose names begin with `prefix`. */
async function runningContainer(engine: Engine, prefix: string): Promise<ContainerSummary | undefined> {
  const attempt = prefix.replace(/-$/, "");
  const all = await engine.containers(attempt);
  return all.find(({ name, running }) => running && name.endsWith("-run") && /^[-.]/.test(name.slice(attempt.length)));
}
