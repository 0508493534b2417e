/** Shells of a session: in the layer of a step, in the container of one that runs, or beside the layer in another image. */
import { shellOf } from "../build/instructions/metadata.ts";
import { containerName } from "../build/names.ts";
import { contextWords } from "../build/sent.ts";
import type { Shop } from "../build/shop.ts";
import { lookupIn } from "../build/words.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import type { Debugger } from "./debugger.ts";
import type { OpenShell, ShellEnd } from "./desk.ts";
import { failureOf } from "./session.ts";
import { keepShell } from "./shell-keep.ts";
import { lastCommand, type Place, placeOf } from "./shell-place.ts";
import type { ShellAsked, ShellChoice, ShellPort, TerminalEnd } from "./shell-port.ts";
import { ownChanges, shellSetting } from "./shell-setting.ts";
import { banner, cameUp, startedAs, trouble } from "./shell-words.ts";

export type ShellOptions = {
  /** As the driver's; `program` and `steps` come from the session. */
  readonly shop: Omit<Shop, "program" | "steps" | "sent">;
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
  return (index, asked) => openInLayer(options, index, asked, ++opened);
}

function shopOf({ shop, debug }: ShellOptions): Shop {
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
  const looking = lookAt(options, place, name("look"), asked);
  looking.catch(() => {}); // awaited below; the setting may fail first
  const setting = await shellSetting(shop, step, state, stage, image, number, !noSecrets);
  let container: string | undefined;
  const discard = async () => {
    if (container !== undefined) await engine.remove(container);
    await setting.close();
  };
  const create = async ({ argv }: ShellChoice) => {
    const words = [...setting.before, ...argv];
    container = await engine.create({ ...setting.spec, image, name: name("shell"), argv: words, tty: true });
    return container;
  };
  try {
    const choices = await looking;
    const [first] = choices;
    if (first === undefined)
      throw new UserError({
        message: `there is no ${shell[0]} in this layer`,
        hint: "the image brings no shell; look at an earlier stage, or copy a static one in",
      });
    await create(first);
    return {
      banner: banner({ place, setting, choice: first, other: otherShell(shell, first, own), noSecrets }),
      run: (say) =>
        firstThatComesUp(choices, say, async (choice, at) => {
          if (at > 0) {
            if (container !== undefined) await engine.remove(container);
            await create(choice);
          }
          return port.run(engine, { container: container ?? "", mark: choice.mark });
        }),
      changes: async () => ownChanges(await engine.changes(container ?? ""), setting.stubs),
      discard,
      keep: async () => {
        const before = failureOf(debug.session(), index);
        const failure = await keepShell(shopOf(options), debug.session(), {
          container: container ?? "",
          place,
          setting,
          number,
          before,
        });
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

/** Which shells the layer has. */
async function lookAt(
  { shop, port }: ShellOptions,
  { image }: Place,
  name: string,
  asked: ShellAsked,
): Promise<readonly ShellChoice[]> {
  const container = await shop.engine.create({ image, name });
  try {
    return await port.choices(shop.engine, container, asked);
  } finally {
    shop.background(shop.engine.remove(container));
  }
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
