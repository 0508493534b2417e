/** How a shell of a session is found and started: what all of them share. */
import { type Files, filesOf } from "../builder/image-fs/container-files.ts";
import { findProgram } from "../builder/image-fs/find-program.ts";
import { toolsFolder, toolsMount, toolsReady } from "../builder/sandbox/shell-tools.ts";
import type { BuildContext } from "../builder/step-context.ts";
import type { MountSpec } from "../engine/engine.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import type { Driver } from "./driver.ts";
import type { ShellEnd } from "./open-shell.ts";
import { cameUp, startedAs, trouble } from "./shell-labels.ts";
import type { FindProgram, ShellAsked, ShellChoice, ShellPort, TerminalEnd } from "./shell-port.ts";

export type ShellOptions = {
  /** As the driver's; `program` and `steps` come from the session. */
  readonly build: Omit<BuildContext, "program" | "steps" | "contextWords">;
  readonly driver: Driver;
  readonly port: ShellPort;
  /** A RUN's mounts without its secrets and agents. */
  readonly noSecrets: boolean;
  /** The image with a person's own tools, in which shells of layers open. */
  readonly debugImage?: string;
};

/** `own`: the instruction's own shell, even where the layer has a better one to type at. */
export type OpenAsked = { readonly own: boolean };

export type Shells = { readonly choices: readonly ShellChoice[]; readonly mounts: readonly MountSpec[] };

/** An image, and the PATH there where its environment names one. */
type Searched = { readonly image: string | undefined; readonly path: string | undefined };

/** Asks for programs by name; for each place once. */
export function programsIn(files: Pick<Files, "follow">, path: string | undefined): FindProgram {
  const known = new Map<string, ReturnType<Files["follow"]>>();
  const follow: Files["follow"] = (place) => {
    const look = known.get(place) ?? files.follow(place);
    known.set(place, look);
    return look;
  };
  return (word) => findProgram({ follow }, word, path);
}

type Looking = { readonly build: Pick<BuildContext, "engine" | "background">; readonly port: ShellPort };

/** Which shells the image has, the best first; none, where it has none. */
export async function choicesIn(
  { build, port }: Looking,
  { image, path }: Searched,
  name: (role: string) => string,
  asked: ShellAsked,
): Promise<readonly ShellChoice[]> {
  const { engine } = build;
  const container = await engine.create({ image, name: name("look") });
  try {
    return await port.choices(programsIn(filesOf(engine, container), path), asked);
  } finally {
    build.background(engine.remove(container));
  }
}

/** Which shells the image has, and what must be mounted for them. Throws UserError when there is none and none can be mounted. */
export async function shellsOf(
  looking: Looking,
  searched: Searched,
  name: (role: string) => string,
  asked: ShellAsked,
): Promise<Shells> {
  const choices = await choicesIn(looking, searched, name, asked);
  if (choices.length > 0) return { choices, mounts: [] };
  if (!(await toolsReady(looking.build.engine, name("tools")))) {
    throw new UserError({
      message: "there is no shell in this image, and no static busybox at hand to bring one",
      hint: "docker pull busybox:musl, or install busybox-static on this machine",
    });
  }
  return { choices: [looking.port.mounted(asked, toolsFolder)], mounts: [toolsMount(true)] };
}

/** One after the other until a shell comes up; what did not is said on the terminal. */
export async function firstThatComesUp(
  choices: readonly ShellChoice[],
  say: (line: string) => void,
  start: (choice: ShellChoice, at: number) => Promise<TerminalEnd>,
): Promise<ShellEnd> {
  for (let at = 0; ; at++) {
    const choice = choices[at] as ShellChoice;
    const end = await start(choice, at).catch((error: unknown): TerminalEnd => {
      // the engine could not start it: told as a program that ended would tell it
      if (!(error instanceof EngineRefusedError)) throw error;
      return { code: 127, marked: choice.mark === undefined ? undefined : false, typed: false, lastOutput: error.message };
    });
    const why = trouble(choice, end);
    const next = choices[at + 1];
    if (cameUp(end) || next === undefined) return { code: end.code, ...(why !== undefined && { trouble: why }) };
    say(why ?? `The shell (${choice.name}) ended at once.`);
    say(`This is ${startedAs(next)} instead, without what SHELL sets up:`);
  }
}

/** SHELL in a word, where it is not what was started. */
export function otherShell(shell: readonly string[], { name, note }: ShellChoice, own: boolean): readonly string[] | undefined {
  return own || (note === undefined && (name === shell[0] || shell.includes(name))) ? undefined : shell;
}
