/** `dbuild shell`: a shell in the layer of a step of a session, or in an image, without the screen. */
import type { Command } from "commander";
import { indexOf, isBusy, position, type Session } from "../debugger/session.ts";
import type { ShellPort } from "../debugger/shell-port.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { isLeft, shortName } from "../store/sessions.ts";
import { takeFromBackground } from "./background.ts";
import { composeSession } from "./compose-session.ts";
import { underWay } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import { type FoundSession, findSession, savedSessions } from "./find-session.ts";
import { plainHelp } from "./flags.ts";
import { shellInImage } from "./image-shell.ts";
import { buildInvocation } from "./invocation.ts";
import { type ReachedEngine, reachEngine } from "./reach-engine.ts";
import { goBackTo } from "./saved-invocation.ts";
import { shellTarget } from "./shell-target.ts";

const help = `
SESSION is a name that dbuild sessions shows, or its last three characters; STEP
the line of an instruction (default: where the session stands, a failed layer as
a rule). Files that the shell changed become the step's failed layer: dbuild
resume goes on from there, with R on top of it, or a to take it as it is.

IMAGE is any the engine has: a name, an id, or its beginning (docker pull gets
others). Files that the shell changed become an image of their own. A line alone
is a step; a name of a session comes before an image's; three characters that
mean one of each are refused, with both names.`;

export type ShellFlags = { readonly own: boolean };

/** Adds the command to `root`; `done` takes the exit code. */
export function addShell(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("shell"))
    .summary("a shell in the layer of a session's step, or in an image")
    .description("open a shell in the layer of a step, a failed one too, now or the next day; or in any image of the engine")
    .argument("[session|image]", "which one (default: the newest session of a Dockerfile in this folder)")
    .argument("[step]", "the line of an instruction of the session")
    .option("--own", "the shell that SHELL names, not a more comfortable one", false)
    .addHelpText("after", help)
    .action(async (name: string | undefined, step: string | undefined, flags: ShellFlags) =>
      done(await shell(readWords(name, step), flags, env)),
    );
}

type Words = { readonly name?: string; readonly line?: number };

/** A number alone is a line. Throws UserError. */
function readWords(name: string | undefined, step: string | undefined): Words {
  const isLine = (word: string | undefined): word is string => word !== undefined && /^[1-9]\d{0,5}$/.test(word);
  if (step === undefined && isLine(name)) return { line: Number(name) };
  if (step !== undefined && !isLine(step))
    throw new UserError({ message: `a step is named by its line, not "${step}"`, hint: "dbuild shell SESSION 12" });
  return { ...(name !== undefined && { name }), ...(step !== undefined && { line: Number(step) }) };
}

/** Returns the exit code. Throws UserError, EngineLostError. */
async function shell({ name, line }: Words, { own }: ShellFlags, env: NodeJS.ProcessEnv): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UserError({ message: "a shell needs a terminal", hint: "files can be had without one: dbuild cp" });
  if (name === undefined) return shellInStep(findSession(env, undefined), line, own, env);
  let reached: ReachedEngine | undefined;
  const reach = (): ReachedEngine => {
    reached ??= reachEngine(env);
    return reached;
  };
  try {
    const target = await shellTarget(name, savedSessions(env), () => reach().engine);
    if (target.kind === "session") return await shellInStep(findSession(env, name), line, own, env);
    if (line !== undefined)
      throw new UserError({ message: `${name} is an image, which has no line ${line}`, hint: `dbuild shell ${name}` });
    const { session, engine } = reach();
    const port = await terminalShells(env);
    return await shellInImage(target.image, target.name, { engine: await engine, session, port, own, print });
  } finally {
    reached?.close();
  }
}

const print = (text: string): void => void process.stderr.write(`${cleanText(text)}\n`);

/** Shells on the terminal of this process. */
async function terminalShells(env: NodeJS.ProcessEnv): Promise<ShellPort> {
  const { mountedShell, shellChoices } = await import("../shell/choices.ts");
  return {
    choices: shellChoices,
    mounted: mountedShell,
    run: async (engine, entrance) => {
      const { openTerminal } = await import("../shell/enter-container.ts");
      return openTerminal(engine, entrance, { stdin: process.stdin, stdout: process.stdout }, env);
    },
  };
}

/** In the step on that line of the session, or where it stands. */
async function shellInStep(
  found: FoundSession,
  line: number | undefined,
  own: boolean,
  given: NodeJS.ProcessEnv,
): Promise<number> {
  const { stored, saved } = found;
  const name = shortName(stored.id);
  if (!isLeft(given, stored) && !(await takeFromBackground(stored, given)))
    throw new UserError({ message: `the session ${name} is open in another dbuild`, hint: "press s there" });
  const env = goBackTo(saved, given);
  const invocation = await buildInvocation(saved.context, saved.flags, { env, stdin: process.stdin, say: print });
  const { debugImage } = saved.flags;
  const opened = await composeSession(invocation, {
    env,
    breakpoints: [],
    everyStep: true,
    noSecrets: saved.flags.secrets === false,
    told: print,
    takes: found,
    ...(debugImage !== undefined && { debugImage }),
    shells: await terminalShells(env),
  });
  if (!opened.ok) throw new UserError({ message: "its Dockerfile cannot be used any more", hint: "dbuild check tells why" });
  const { controller } = opened;
  const ended = underWay({ ignores: (signal) => signal === "SIGINT", end: () => {}, giveUp: async () => {} });
  try {
    const { session } = controller.snapshot();
    if (isBusy(session))
      throw new UserError({
        message: `an instruction of the session ${name} is under way`,
        hint: `dbuild resume ${name}, then shell`,
      });
    const answer = controller.execute({ name: "shell", step: stepAt(session, line), own });
    if (answer.kind === "refused")
      throw new UserError({ message: answer.reason.replaceAll(/[{}]/g, ""), hint: `dbuild resume ${name}` });
    const open = await answer.result;
    for (const text of open.banner) print(text);
    const { code, trouble } = await open.run(print);
    if (trouble !== undefined) print(trouble);
    const changes = open.kind === "layer" ? await open.changes() : [];
    if (changes.length === 0) {
      await open.discard();
      return code === 0 ? exitCode.ok : exitCode.stepFailed;
    }
    const kept = await open.keep();
    print(`${changes.length} changed files are kept as the step's failed layer${kept?.tag === undefined ? "" : ` ${kept.tag}`}`);
    print(`go on with it: dbuild resume ${name} (retry-failed runs the step on top of it, accept takes it as it is)`);
    return exitCode.ok;
  } finally {
    await opened.close();
    ended();
    invocation.fetching.scratch.remove();
  }
}

/** Throws UserError. */
function stepAt(session: Session, line: number | undefined) {
  const { steps } = session.plan;
  const at = Math.min(position(session), steps.length - 1);
  const step =
    line === undefined ? steps[at] : steps.find(({ instruction: { span } }) => span.line <= line && line <= span.endLine);
  if (step !== undefined && indexOf(session, step.id) !== undefined) return step.id;
  throw new UserError({ message: `no instruction that the session runs is on line ${line}`, hint: "name the line of one" });
}
