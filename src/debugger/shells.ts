/** Shells of a session: in the layer of a step, or in its container while it runs. */
import { setTimeout as sleep } from "node:timers/promises";
import { shellOf } from "../builder/instructions/metadata.ts";
import { toolsFolder, toolsMount, toolsReady } from "../builder/mounts/tools.ts";
import { containerName } from "../builder/names.ts";
import { contextWords } from "../builder/sent.ts";
import type { BuildContext } from "../builder/step-context.ts";
import type { Step } from "../builder/steps.ts";
import { lookupIn } from "../builder/words.ts";
import type { RunInstruction } from "../dockerfile/program.ts";
import type { Engine, MountSpec } from "../engine/engine.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import type { Debugger } from "./debugger.ts";
import type { OpenShell, ShellEnd } from "./desk.ts";
import { failureOf, runningAt, stateBefore } from "./session.ts";
import { keepShell } from "./shell-keep.ts";
import { lastCommand, type Place, placeOf } from "./shell-place.ts";
import type { ShellAsked, ShellChoice, ShellPort, TerminalEnd } from "./shell-port.ts";
import { ownChanges, shellSetting } from "./shell-setting.ts";
import { banner, cameUp, runningBanner, startedAs, trouble } from "./shell-words.ts";

export type ShellOptions = {
  /** As the driver's; `program` and `steps` come from the session. */
  readonly shop: Omit<BuildContext, "program" | "steps" | "sent">;
  readonly debug: Debugger;
  readonly port: ShellPort;
  /** A RUN's mounts without its secrets and agents. */
  readonly noSecrets: boolean;
};

/** `own`: the instruction's own shell, even where the layer has a better one to type at. */
export type OpenAsked = { readonly own: boolean };

/** Opens shells in the steps of a session. The function it returns throws UserError with a sentence when there is nothing to enter. */
export function shellsIn(options: ShellOptions): (step: number, asked: OpenAsked) => Promise<OpenShell> {
  let opened = 0;
  return (index, asked) => {
    const session = options.debug.session();
    const running = runningAt(session, index);
    if (running !== undefined) return openInRunning(options, index, running.run, asked);
    return openInLayer(options, index, asked, ++opened);
  };
}

function shopOf({ shop, debug }: ShellOptions): BuildContext {
  const { plan } = debug.session();
  return { ...shop, program: plan.program, steps: plan.steps.length, sent: contextWords(plan.steps) };
}

async function openInLayer(options: ShellOptions, index: number, { own }: OpenAsked, number: number): Promise<OpenShell> {
  const { debug, port, noSecrets } = options;
  const shop = shopOf(options);
  const { engine } = shop;
  const place = placeOf(debug.session(), index);
  const { step, stage, state, image } = place;
  const shell = shellOf(stage.config);
  const asked: ShellAsked = { shell, lastCommand: lastCommand(step), path: lookupIn(stage.variables)("PATH"), own };
  const name = (role: string) => containerName(shop.session, step.instruction.span.line, number, role);
  const looking = lookAt(options, place, name, asked);
  looking.catch(() => {}); // awaited below; the setting may fail first
  const setting = await shellSetting(shop, step, state, stage, image, number, !noSecrets);
  let container = "";
  const discard = async () => {
    if (container !== "") await engine.remove(container);
    await setting.close();
  };
  try {
    const { choices, mounts } = await looking;
    const create = async ({ argv }: ShellChoice) => {
      if (container !== "") await engine.remove(container);
      const spec = { ...setting.spec, mounts: [...(setting.spec.mounts ?? []), ...mounts] };
      container = await engine.create({ ...spec, image, name: name("shell"), argv: [...setting.before, ...argv], tty: true });
    };
    const first = choices[0] as ShellChoice;
    await create(first);
    return {
      banner: banner({ place, setting, choice: first, other: otherShell(shell, first, own), noSecrets, more: lentWords(mounts) }),
      run: (say) =>
        firstThatComesUp(choices, say, async (choice, at) => {
          if (at > 0) await create(choice);
          return port.run(engine, { container, mark: choice.mark });
        }),
      changes: async () => ownChanges(await engine.changes(container), setting.stubs),
      discard,
      keep: async () => {
        const before = failureOf(debug.session(), index);
        const failure = await keepShell(shopOf(options), debug.session(), { container, place, setting, number, before });
        await discard();
        debug.dispatch({ type: "kept", step: index, failure });
        return failure;
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Which shells the layer has, and what must be mounted for them. Throws UserError when there is none and none can be lent. */
async function lookAt(
  { shop, port }: ShellOptions,
  { image }: Place,
  name: (role: string) => string,
  asked: ShellAsked,
): Promise<{ readonly choices: readonly ShellChoice[]; readonly mounts: readonly MountSpec[] }> {
  const { engine } = shop;
  const container = await engine.create({ image, name: name("look") });
  try {
    const choices = await port.choices(engine, container, asked);
    if (choices.length > 0) return { choices, mounts: [] };
  } finally {
    shop.background(engine.remove(container));
  }
  if (!(await toolsReady(engine, name("tools")))) {
    throw new UserError({
      message: "there is no shell in this layer, and no static busybox at hand to bring one",
      hint: "docker pull busybox:musl, or install busybox-static on this machine",
    });
  }
  return { choices: [port.mounted(asked, toolsFolder)], mounts: [toolsMount(true)] };
}

const lentWords = (mounts: readonly MountSpec[]): readonly string[] =>
  mounts.length === 0 ? [] : [`the layer has no shell: this one and its tools are in ${toolsFolder}, outside of the layer`];

/** A shell in the container of a step that runs, beside what hangs there. */
async function openInRunning(options: ShellOptions, index: number, run: number, { own }: OpenAsked): Promise<OpenShell> {
  const { shop, debug, port, noSecrets } = options;
  const { engine } = shop;
  const step = debug.session().plan.steps[index] as Step;
  const find = () => runningContainer(engine, containerName(shop.session, step.instruction.span.line, run, ""));
  let container = await find();
  // it may be about to start
  for (let turn = 0; container === undefined && turn < 25 && runningAt(debug.session(), index)?.run === run; turn++) {
    await sleep(200);
    container = await find();
  }
  if (container === undefined) {
    throw new UserError({
      message: `step ${index + 1} has no program running just now`,
      hint: "a shell can be opened beside a RUN, and in every step once it has ended",
    });
  }
  if (noSecrets && step.instruction.kind === "run" && step.instruction.mounts.some(isSecret)) {
    throw new UserError({ message: "the step has its secrets while it runs", hint: "--no-secrets keeps a shell away from them" });
  }
  const stage = stateBefore(debug.session(), index).stage;
  const shell = shellOf(stage?.config ?? {});
  const path = stage && lookupIn(stage.variables)("PATH");
  const choices = await port.choices(engine, container, { shell, lastCommand: undefined, path, own });
  const [first] = choices;
  if (first === undefined) {
    throw new UserError({
      message: "there is no shell in the running step's image",
      hint: "Ctrl-C twice stops it; then s brings one",
    });
  }
  return {
    inRunning: true,
    banner: runningBanner(step, first, otherShell(shell, first, own)),
    run: async (say) => {
      const end = await firstThatComesUp(choices, say, ({ argv, mark }) => port.run(engine, { container, exec: argv, mark }));
      // 137: killed, as all are that are left when the container's own program ends; the engine may say so a moment later
      for (let turn = 0; (await find()) === container; turn++) {
        if (end.code !== 137 || turn > 10) return end;
        await sleep(200);
      }
      return { code: end.code, trouble: `Step ${index + 1} has ended meanwhile, and its shell with it.` };
    },
    changes: async () => [],
    discard: async () => {},
    keep: async () => undefined,
  };
}

const isSecret = ({ fields }: RunInstruction["mounts"][number]): boolean =>
  fields.some(({ key, value }) => key === "type" && value !== "bind" && value !== "cache" && value !== "tmpfs");

/** The container of a RUN, a trigger's too, of the attempt whose names begin with `prefix`. */
async function runningContainer(engine: Engine, prefix: string): Promise<string | undefined> {
  const attempt = prefix.replace(/-$/, "");
  const all = await engine.containers(attempt);
  return all.find(({ name, running }) => running && name.endsWith("-run") && /^[-.]/.test(name.slice(attempt.length)))?.id;
}

/** One after the other until a shell comes up; what did not is said on the terminal. */
async function firstThatComesUp(
  choices: readonly ShellChoice[],
  say: (line: string) => void,
  start: (choice: ShellChoice, at: number) => Promise<TerminalEnd>,
): Promise<ShellEnd> {
  for (let at = 0; ; at++) {
    const choice = choices[at] as ShellChoice;
    const end = await start(choice, at).catch((error: unknown): TerminalEnd => {
      // the engine could not start it: told as a program that ended would tell it
      if (!(error instanceof EngineRefusedError)) throw error;
      return { code: 127, marked: choice.mark === undefined ? undefined : false, typed: false, lastWords: error.message };
    });
    const why = trouble(choice, end);
    const next = choices[at + 1];
    if (cameUp(end) || next === undefined) return { code: end.code, ...(why !== undefined && { trouble: why }) };
    say(why ?? `The shell (${choice.name}) ended at once.`);
    say(`This is ${startedAs(next)} instead, without what SHELL sets up:`);
  }
}

/** SHELL in a word, where it is not what was started. */
function otherShell(shell: readonly string[], { name, note }: ShellChoice, own: boolean): readonly string[] | undefined {
  return own || (note === undefined && (name === shell[0] || shell.includes(name))) ? undefined : shell;
}
