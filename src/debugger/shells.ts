/** A shell in the layer of a step: which layer, with what around it, and what becomes of the changes. */

import { shellOf } from "../build/instructions/metadata.ts";
import { failedName, partialLabels } from "../build/layer.ts";
import { commitClean } from "../build/mounts/commit.ts";
import { containerName } from "../build/names.ts";
import { contextWords } from "../build/sent.ts";
import type { Attempt, Shop } from "../build/shop.ts";
import type { BuildState, StageState } from "../build/state.ts";
import type { Step } from "../build/steps.ts";
import { lookupIn } from "../build/words.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import type { Debugger } from "./debugger.ts";
import type { OpenShell } from "./desk.ts";
import {
  type Failure,
  failureOf,
  hasLayer,
  isBusy,
  isDone,
  isReady,
  leftLayer,
  type Session,
  stateAfter,
  stateBefore,
} from "./session.ts";
import { ownChanges, type ShellSetting, shellSetting } from "./shell-setting.ts";

/** The terminal side, given by whoever owns the real terminal (shell/). */
export type ShellPort = {
  /** Argument vector and extra environment of an interactive `shell`, with `lastCommand` in its history. */
  argv(
    shell: readonly string[],
    lastCommand: string | readonly string[] | undefined,
  ): { readonly argv: readonly string[]; readonly env: readonly string[] };
  /** Is that shell in the container's root? `path` is the PATH there. */
  present(engine: Engine, container: string, shell: readonly string[], path: string | undefined): Promise<boolean>;
  /** Gives the real terminal to the container until its shell ends. */
  run(engine: Engine, container: string): Promise<number>;
};

export type ShellOptions = {
  /** As the driver's; `program` and `steps` come from the session. */
  readonly shop: Omit<Shop, "program" | "steps" | "sent">;
  readonly debug: Debugger;
  readonly port: ShellPort;
  /** A RUN's mounts without its secrets and agents. */
  readonly noSecrets: boolean;
};

/** What is entered: the layer, the stage whose surroundings hold there, and words for it. */
type Place = {
  readonly step: Step;
  readonly image: string | undefined;
  readonly stage: StageState;
  /** Where mounts of the step find other stages. */
  readonly state: BuildState;
  readonly words: string;
};

/** Opens shells in the steps of a session. The function it returns throws UserError with a sentence when there is nothing to enter. */
export function shellsIn({ shop: base, debug, port, noSecrets }: ShellOptions): (step: number) => Promise<OpenShell> {
  const { engine, session: id } = base;
  let opened = 0;
  const shopNow = (): Shop => {
    const { plan } = debug.session();
    return { ...base, program: plan.program, steps: plan.steps.length, sent: contextWords(plan.steps) };
  };
  return async (index) => {
    const place = placeOf(debug.session(), index);
    const { step, stage } = place;
    const { line } = step.instruction.span;
    const number = ++opened;
    const shell = shellOf(stage.config);
    const { argv, env } = port.argv(shell, lastCommand(step));
    const setting = await shellSetting(shopNow(), step, place.state, stage, place.image, number, !noSecrets);
    const { spec } = setting;
    const container = await engine
      .create({
        ...spec,
        image: place.image,
        name: containerName(id, line, number, "shell"),
        argv,
        env: [...(spec.env ?? []), ...env],
        tty: true,
      })
      .catch(async (error: unknown) => {
        await setting.close();
        throw error;
      });
    const discard = async () => {
      await engine.remove(container);
      await setting.close();
    };
    if (!(await port.present(engine, container, shell, lookupIn(stage.variables)("PATH")))) {
      await discard();
      throw new UserError({
        message: `there is no ${shell[0]} in this layer`,
        hint: "the image brings no shell; look at an earlier stage, or copy a static one in",
      });
    }
    return {
      banner: banner(place, setting, noSecrets),
      run: () => port.run(engine, container),
      changes: async () => ownChanges(await engine.changes(container), setting.stubs),
      discard,
      keep: async () => {
        const before = failureOf(debug.session(), index);
        const failure = await commit(container, place, setting, number, before);
        await discard();
        debug.dispatch({ type: "kept", step: index, failure });
        return failure;
      },
    };
  };

  async function commit(
    container: string,
    { step, stage, words }: Place,
    setting: ShellSetting,
    number: number,
    before: Failure | undefined,
  ): Promise<Failure> {
    const session = debug.session();
    const attempt: Attempt = {
      run: session.run,
      // a number of its own: a run has none, and no shell of the session has the same
      part: `shell${number}`,
      signal: new AbortController().signal,
      useCache: true,
      log: () => {},
    };
    const tag = failedName(shopNow(), attempt, step);
    const labels = partialLabels(step, session.plan.steps.length, `changed in a shell in ${words}`, before?.exitCode);
    // the shell's own variables are in the container, too
    const lent = { ...setting, private: true };
    const image = await commitClean(shopNow(), attempt, step, stage, container, lent, tag, {
      Env: stage.config.Env ?? [],
      Labels: labels,
      Entrypoint: [],
      Cmd: stage.config.Cmd?.length ? stage.config.Cmd : shellOf(stage.config).slice(0, 1),
      User: stage.config.User ?? "",
      WorkingDir: stage.config.WorkingDir ?? "/",
    });
    return {
      kind: "shell",
      message: before ? `${before.message}; then changed by hand in a shell` : "changed by hand in a shell",
      ...(before?.exitCode !== undefined && { exitCode: before.exitCode }),
      ms: before?.ms ?? 0,
      image: image.id,
      tag,
    };
  }
}

/** What a RUN ran: as its shell got it, or as words. */
function lastCommand({ instruction }: Step): string | readonly string[] | undefined {
  if (instruction.kind !== "run") return undefined;
  return instruction.command.form === "shell" ? instruction.command.text : instruction.command.args;
}

function placeOf(session: Session, index: number): Place {
  const step = session.plan.steps[index];
  if (!step) throw new UserError("there is no such step");
  if (isBusy(session)) throw new UserError({ message: "an instruction is running", hint: "pause first (p)" });
  if (!isDone(session, index) && !isReady(session, index))
    throw new UserError({ message: `step ${index + 1} has not run yet`, hint: "run to it first (t)" });
  const failure = failureOf(session, index);
  const before = stateBefore(session, index);
  if (!isDone(session, index)) {
    // A trigger of the base failed inside FROM: its layer can be entered, with what the trigger saw.
    if (step.instruction.kind === "from" && failure?.stage !== undefined) {
      const image = failure.image ?? failure.stage.image;
      return {
        step,
        image,
        state: { ...before, stage: failure.stage },
        stage: failure.stage,
        words: `the ${leftLayer(failure) ? stateWord(failure) : "layer before the trigger that failed in"} step ${index + 1}`,
      };
    }
    if (!before.stage || step.instruction.kind === "from") {
      throw new UserError({ message: "no stage has begun here, so there is nothing to enter yet", hint: "run FROM first (n)" });
    }
    const kept = leftLayer(failure) && hasLayer(step);
    return {
      step,
      image: kept ? failure.image : before.stage.image,
      stage: before.stage,
      state: before,
      words: `the ${kept ? stateWord(failure) : "layer before"} step ${index + 1}`,
    };
  }
  const after = stateAfter(session, index)?.stage;
  if (!after)
    throw new UserError({
      message: "no stage has begun here, so there is nothing to enter yet",
      hint: "choose a step after FROM",
    });
  return {
    step,
    image: after.image,
    stage: surroundingsOf(step, before, after),
    state: before,
    words: `the layer after step ${index + 1}`,
  };
}

/** A RUN is entered with what it saw itself; anything else with what it made. */
const surroundingsOf = (step: Step, before: BuildState, after: StageState): StageState =>
  step.instruction.kind === "run" && before.stage ? before.stage : after;

function stateWord({ kind }: Failure): string {
  if (kind === "shell") return "state kept by hand of";
  return kind === "interrupted" ? "interrupted layer of" : "failed layer of";
}

function banner({ step, words }: Place, { spec, without }: ShellSetting, noSecrets: boolean): readonly string[] {
  const { span, text } = step.instruction;
  const { user = "0", workdir = "/" } = spec;
  const flat = text.replaceAll(/\s+/g, " ");
  const mounts = step.instruction.kind === "run" ? step.instruction.mounts.length : 0;
  const lent = without
    ? `its mounts are not there: ${without}`
    : `its mounts are there${noSecrets ? ", but for the secrets" : ""}`;
  return [
    `You are in ${words}, line ${span.line}:`,
    `  ${flat.length > 76 ? `${flat.slice(0, 75)}…` : flat}`,
    `user ${user === "0" ? "root" : user}, directory ${workdir}; environment and shell are the instruction's`,
    ...(mounts > 0 ? [lent] : []),
    "exit or Ctrl-D leaves. If files changed you are asked whether to keep them.",
  ];
}
