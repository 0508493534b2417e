/** `dbuild shell`: a shell in the layer of a step of a session, without the screen. */
import type { Command } from "commander";
import { indexOf, isBusy, position, type Session } from "../debugger/session.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { isLeft, shortName } from "../store/sessions.ts";
import { takeFromBackground } from "./background.ts";
import { composeSession } from "./compose-session.ts";
import { underWay } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import { findSession } from "./find-session.ts";
import { plainHelp } from "./flags.ts";
import { buildInvocation } from "./invocation.ts";
import { goBackTo } from "./saved-invocation.ts";

const help = `
SESSION is a name that dbuild sessions shows, or its last three characters; STEP
the line of an instruction (default: where the session stands, a failed layer as
a rule). Files that the shell changed become the step's failed layer: dbuild
resume goes on from there, with R on top of it, or a to take it as it is.`;

export type ShellFlags = { readonly own: boolean };

/** Adds the command to `root`; `done` takes the exit code. */
export function addShell(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("shell"))
    .summary("a shell in the layer of a session's step")
    .description("open a shell in the layer of a step, a failed one too, now or the next day")
    .argument("[session]", "which one (default: the newest of a Dockerfile in this folder)")
    .argument("[step]", "the line of an instruction")
    .option("--own", "the shell that SHELL names, not a more comfortable one", false)
    .addHelpText("after", help)
    .action(async (session: string | undefined, step: string | undefined, flags: ShellFlags) =>
      done(await shell(readWords(session, step), flags, env)),
    );
}

type Words = { readonly session?: string; readonly line?: number };

/** A number alone is a line. Throws UserError. */
function readWords(session: string | undefined, step: string | undefined): Words {
  const isLine = (word: string | undefined): word is string => word !== undefined && /^[1-9]\d{0,5}$/.test(word);
  if (step === undefined && isLine(session)) return { line: Number(session) };
  if (step !== undefined && !isLine(step))
    throw new UserError({ message: `a step is named by its line, not "${step}"`, hint: "dbuild shell SESSION 12" });
  return { ...(session !== undefined && { session }), ...(step !== undefined && { line: Number(step) }) };
}

/** Returns the exit code. Throws UserError, EngineLostError. */
async function shell({ session: word, line }: Words, { own }: ShellFlags, given: NodeJS.ProcessEnv): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY)
    throw new UserError({ message: "a shell needs a terminal", hint: "files can be had without one: dbuild cp" });
  const found = findSession(given, word);
  const { stored, saved } = found;
  const name = shortName(stored.id);
  if (!isLeft(given, stored) && !(await takeFromBackground(stored, given)))
    throw new UserError({ message: `the session ${name} is open in another dbuild`, hint: "press s there" });
  const env = goBackTo(saved, given);
  const print = (text: string): void => void process.stderr.write(`${cleanText(text)}\n`);
  const invocation = await buildInvocation(saved.context, saved.flags, { env, stdin, say: print });
  const { mountedShell, shellChoices } = await import("../shell/choices.ts");
  const { debugImage } = saved.flags;
  const opened = await composeSession(invocation, {
    env,
    breakpoints: [],
    everyStep: true,
    noSecrets: saved.flags.secrets === false,
    told: print,
    takes: found,
    ...(debugImage !== undefined && { debugImage }),
    shells: {
      choices: shellChoices,
      mounted: mountedShell,
      run: async (engine, entrance) => {
        const { openTerminal } = await import("../shell/enter-container.ts");
        return openTerminal(engine, entrance, { stdin, stdout }, env);
      },
    },
  });
  if (!opened.ok) throw new UserError({ message: "its Dockerfile cannot be used any more", hint: "dbuild check tells why" });
  const { controller } = opened;
  const ended = underWay({ ignores: (signal) => signal === "SIGINT", end: () => {}, giveUp: async () => {} });
  try {
    const { session } = controller.snapshot();
    if (isBusy(session))
      throw new UserError({
        message: `an instruction of the session ${name} is under way`,
        hint: `dbuild resume ${name}, then s`,
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
    print(`go on with it: dbuild resume ${name} (R runs the step on top of it, a takes it as it is)`);
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
