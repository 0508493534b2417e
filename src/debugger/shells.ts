/** Shells of a session: in the layer of a step, in its container while it runs, or in a debug image beside its layer. */

import { contextWordsOf } from "../builder/context-words.ts";
import { shellOf } from "../builder/instructions/metadata.ts";
import { containerName, containerPrefix, rescuedTag } from "../builder/names.ts";
import { toolsFolder } from "../builder/sandbox/shell-tools.ts";
import { lookupIn } from "../builder/stage-variables.ts";
import type { BuildContext } from "../builder/step-context.ts";
import type { OpenShell } from "./open-shell.ts";
import { type Failure, failureOf, indexOf, runningAt } from "./session.ts";
import { openInImage } from "./shell-in-image.ts";
import { openInRunning } from "./shell-in-running.ts";
import { keepShell } from "./shell-keep.ts";
import { banner } from "./shell-labels.ts";
import { lastCommand, placeOf } from "./shell-place.ts";
import type { ShellAsked, ShellChoice } from "./shell-port.ts";
import { ownChanges, shellSandbox } from "./shell-sandbox.ts";
import { firstThatComesUp, type OpenAsked, otherShell, type ShellOptions, type Shells, shellsOf } from "./shell-start.ts";

/** Opens shells in the steps of a session. The function it returns throws UserError with a sentence when there is nothing to enter. */
export function shellsIn(options: ShellOptions): (step: number, asked: OpenAsked) => Promise<OpenShell> {
  let opened = 0;
  return (index, asked) => {
    const session = options.driver.session();
    const running = runningAt(session, index);
    if (running !== undefined) return openInRunning(options, index, running.run, asked);
    opened++;
    // the instruction's own shell is in its own layer
    if (options.debugImage !== undefined && !asked.own) return openInImage(options, index, options.debugImage, opened);
    return openInLayer(options, index, asked, opened);
  };
}

function contextOf({ build, driver }: ShellOptions): BuildContext {
  const { plan } = driver.session();
  return { ...build, program: plan.program, steps: plan.steps.length, contextWords: contextWordsOf(plan.steps) };
}

async function openInLayer(options: ShellOptions, index: number, { own }: OpenAsked, number: number): Promise<OpenShell> {
  const { driver, port, noSecrets } = options;
  const build = contextOf(options);
  const { engine } = build;
  const place = placeOf(driver.session(), index);
  const { step, stage, image } = place;
  const shell = shellOf(stage.config);
  const asked: ShellAsked = { shell, lastCommand: lastCommand(step), own };
  const name = (role: string) => containerName(build.session, step.instruction.span.line, number, role);
  const looking = shellsOf(options, { image, path: lookupIn(stage.variables)("PATH") }, name, asked);
  looking.catch(() => {}); // awaited below; the sandbox may fail first
  const sandbox = await shellSandbox(build, place, { number, secrets: !noSecrets });
  let container = "";
  const tag = rescuedTag(name("shell").slice(containerPrefix.length));
  const discard = async () => {
    if (container !== "") await engine.remove(container);
    await sandbox.close();
    driver.dispatch({ type: "shellClosed", tag });
  };
  const committed = async (): Promise<Failure> => {
    // an edit may have moved it meanwhile
    const before = failureOf(driver.session(), indexOf(driver.session(), step.id) ?? -1);
    const failure = await keepShell(contextOf(options), driver.session(), { container, place, sandbox, number, before });
    await discard();
    return failure;
  };
  try {
    const { choices, mounts } = await looking;
    const create = async ({ argv }: ShellChoice) => {
      if (container !== "") await engine.remove(container);
      const spec = { ...sandbox.spec, mounts: [...(sandbox.spec.mounts ?? []), ...mounts] };
      container = await engine.create({ ...spec, image, name: name("shell"), argv: [...sandbox.before, ...argv], tty: true });
    };
    const first = choices[0] as ShellChoice;
    await create(first);
    driver.dispatch({ type: "shellOpened", step: step.id, tag });
    return {
      kind: "layer",
      banner: banner({
        place,
        sandbox,
        choice: first,
        other: otherShell(shell, first, own),
        noSecrets,
        more: addedToolsLines(mounts),
      }),
      ...(port.leaveKeys !== undefined && { leaveKeys: port.leaveKeys }),
      run: (say, onLeft) =>
        firstThatComesUp(choices, say, async (choice, at) => {
          if (at > 0) await create(choice);
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
  } catch (error) {
    await discard();
    throw error;
  }
}

const addedToolsLines = (mounts: Shells["mounts"]): readonly string[] =>
  mounts.length === 0 ? [] : [`the layer has no shell: this one and its tools are in ${toolsFolder}, outside of the layer`];
