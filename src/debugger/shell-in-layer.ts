/** A shell in the layer of a step, in a container of its own whose changes can be kept. */
import { contextWordsOf } from "../builder/context-words.ts";
import { shellOf } from "../builder/instructions/metadata.ts";
import { containerName, containerPrefix, rescuedTag } from "../builder/names.ts";
import { toolsFolder } from "../builder/sandbox/shell-tools.ts";
import { lookupIn } from "../builder/stage-variables.ts";
import type { BuildContext } from "../builder/step-context.ts";
import { keepByHand } from "./keep-by-hand.ts";
import { handBefore } from "./manual-change-labels.ts";
import type { OpenShell } from "./open-shell.ts";
import { type Failure, failureOf, indexOf, isDone, outcomeOf } from "./session.ts";
import { banner } from "./shell-labels.ts";
import { lastCommand, type Place } from "./shell-place.ts";
import type { ShellAsked, ShellChoice } from "./shell-port.ts";
import { ownChanges, type ShellSandbox, shellSandbox } from "./shell-sandbox.ts";
import { firstThatComesUp, type OpenAsked, otherShell, type ShellOptions, type Shells, shellsOf } from "./shell-start.ts";

/** What a shell opens with: its container is made, and not started. */
export type LayerShell = {
  readonly place: Place;
  /** The how manieth shell of the session. */
  readonly number: number;
  readonly shells: Shells;
  readonly sandbox: ShellSandbox;
  readonly container: string;
};

/** `shells`: which the layer has, where that is known or on its way. */
export type LayerShellAsked = OpenAsked & { readonly number: number; readonly shells?: Shells | Promise<Shells> | undefined };

/** Makes the container of a shell. Throws UserError where no shell can be had; nothing is left behind then. */
export async function layerShell(options: ShellOptions, place: Place, asked: LayerShellAsked): Promise<LayerShell> {
  const { number } = asked;
  const looking = Promise.resolve(asked.shells ?? shellsOf(options, ...searchOf(options, place, asked)));
  looking.catch(() => {}); // awaited below; the sandbox may fail first
  const sandbox = await shellSandbox(contextOf(options), place, { number, secrets: !options.noSecrets });
  try {
    const shells = await looking;
    const made = { place, number, shells, sandbox };
    return { ...made, container: await createFor(options, made, shells.choices[0] as ShellChoice) };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Where shells are looked for, by what names of containers, and for whom. */
export function searchOf(options: ShellOptions, place: Place, { own, number }: OpenAsked & { readonly number: number }) {
  const { step, stage, image } = place;
  const asked: ShellAsked = { shell: shellOf(stage.config), lastCommand: lastCommand(step), own };
  return [{ image, path: lookupIn(stage.variables)("PATH") }, namesOf(options, { place, number }), asked] as const;
}

/** Opens what was made. */
export function openInLayer(options: ShellOptions, made: LayerShell, { own }: OpenAsked): OpenShell {
  const { driver, port, noSecrets } = options;
  const { engine } = options.build;
  const { place, number, sandbox, shells } = made;
  const { step, stage } = place;
  let { container } = made;
  const tag = rescuedTag(namesOf(options, made)("shell").slice(containerPrefix.length));
  const discard = async () => {
    await discardShell(options, { ...made, container });
    driver.dispatch({ type: "shellClosed", tag });
  };
  const committed = async (): Promise<Failure> => {
    // an edit may have moved it meanwhile
    const now = driver.session();
    const index = indexOf(now, step.id) ?? -1;
    const before = isDone(now, index) ? undefined : failureOf(now, index);
    const exitCode = before?.exitCode;
    const layer = { container, place, sandbox, part: `shell${number}`, what: "changed in a shell", exitCode };
    const kept = await keepByHand(contextOf(options), driver.session(), layer);
    await discard();
    return {
      kind: "shell",
      message: before ? `${before.message}; then changed by hand in a shell` : "changed by hand in a shell",
      ...(exitCode !== undefined && { exitCode }),
      ...handBefore(before, outcomeOf(now, index)),
      ms: before?.ms ?? 0,
      ...kept,
    };
  };
  const first = shells.choices[0] as ShellChoice;
  driver.dispatch({ type: "shellOpened", step: step.id, tag });
  return {
    kind: "layer",
    banner: banner({
      place,
      sandbox,
      choice: first,
      other: otherShell(shellOf(stage.config), first, own),
      noSecrets,
      more: addedToolsLines(shells.mounts),
    }),
    ...(port.leaveKeys !== undefined && { leaveKeys: port.leaveKeys }),
    run: (say, onLeft) =>
      firstThatComesUp(shells.choices, say, async (choice, at) => {
        if (at > 0) {
          await engine.remove(container);
          container = await createFor(options, made, choice);
        }
        return port.run(engine, { container, mark: choice.mark, onLeft });
      }),
    changes: async () => ownChanges(await engine.changes(container), sandbox.stubs),
    discard,
    keep: async () => {
      const failure = await committed();
      driver.dispatch({ type: "kept", step: step.id, failure });
      return failure;
    },
    setAside: async () => driver.dispatch({ type: "discarded", step: step.id, failure: await committed() }),
  };
}

/** Removes what was made for it. Throws EngineRefusedError, EngineLostError. */
export async function discardShell({ build }: ShellOptions, { container, sandbox }: LayerShell): Promise<void> {
  await build.engine.remove(container);
  await sandbox.close();
}

function createFor(options: ShellOptions, made: Omit<LayerShell, "container">, { argv }: ShellChoice): Promise<string> {
  const { place, sandbox, shells } = made;
  const name = namesOf(options, made)("shell");
  const spec = { ...sandbox.spec, mounts: [...(sandbox.spec.mounts ?? []), ...shells.mounts] };
  return options.build.engine.create({ ...spec, image: place.image, name, argv: [...sandbox.before, ...argv], tty: true });
}

const namesOf =
  ({ build }: ShellOptions, { place, number }: Pick<LayerShell, "place" | "number">) =>
  (role: string) =>
    containerName(build.session, place.step.instruction.span.line, number, role);

function contextOf({ build, driver }: ShellOptions): BuildContext {
  const { plan } = driver.session();
  return { ...build, program: plan.program, steps: plan.steps.length, contextWords: contextWordsOf(plan.steps) };
}

const addedToolsLines = (mounts: Shells["mounts"]): readonly string[] =>
  mounts.length === 0 ? [] : [`the layer has no shell: this one and its tools are in ${toolsFolder}, outside of the layer`];
