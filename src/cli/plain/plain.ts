/** `dbuild tui --plain`: a session without the screen, by commands from a file or from standard input. */
import { createInterface } from "node:readline/promises";
import type { Controller } from "../../debugger/controller.ts";
import { failureHere } from "../../debugger/session.ts";
import { UserError } from "../../errors.ts";
import { cleanText } from "../../output/clean.ts";
import { shortName } from "../../store/sessions.ts";
import { type ComposedSession, composeSession, type Surroundings } from "../compose-session.ts";
import { endingCause, leavesLayers, stoppingText, underWay } from "../ending.ts";
import { exitCode } from "../exit-code.ts";
import type { BuildFlags } from "../flags.ts";
import type { Invocation } from "../invocation.ts";
import { tellWhatRuns } from "../left-running.ts";
import { report, reportSyntax } from "../report.ts";
import { writeResultFiles } from "../result-files.ts";
import { verifyBeside } from "../verify/beside.ts";
import { endFrozen } from "./end-frozen.ts";
import { type PlainFace, plainFace } from "./face.ts";
import { doLines } from "./rows.ts";
import { readScript, type Scripts } from "./scripts.ts";
import { leftWords } from "./stop-lines.ts";

type OpenedSession = ComposedSession & { ok: true };

type Around = Pick<Surroundings, "env" | "reached" | "breakpoints" | "begun"> & { readonly scripts: Scripts };

/** Runs until the commands end, or one cannot be done; returns the exit code. Throws UserError, EngineLostError. */
export async function plainSession(invocation: Invocation, flags: BuildFlags, { scripts, ...around }: Around): Promise<number> {
  const { env } = around;
  const print = (line: string) => process.stderr.write(`${line}\n`);
  const { source } = invocation;
  const opened = await composeSession(invocation, {
    ...around,
    everyStep: true,
    told: (line) => print(`dbuild: ${cleanText(line)}`),
    verify: verifyBeside(invocation, env),
  });
  if (!opened.ok) return reportSyntax(opened.problems, source.dockerfile, source.text, print);
  const { controller, engine, session } = opened;
  const reading = new AbortController();
  const face = plainFace({
    controller,
    readScript,
    write: (text) => void process.stdout.write(text),
    // a person goes on typing meanwhile
    patience: scripts.commands === undefined && isPerson() ? AbortSignal.abort() : reading.signal,
  });
  const ended = underWay({
    end: (cause) => {
      if (leavesLayers(controller.snapshot().session)) print(`dbuild: ${stoppingText(cause)}`);
      controller.execute({ name: "stop" });
      reading.abort();
    },
    giveUp: () => tellWhatRuns(engine, session, print),
  });
  try {
    const wrong = await doAll(face, scripts, { reading: reading.signal, print });
    await endFrozen(controller, print);
    await controller.idle();
    await face.acted();
    return concluded(opened, invocation, { flags, wrong, print });
  } finally {
    face.close();
    await opened.close();
    ended();
  }
}

/** All commands; the exit code of the one that could not be done, if any. */
async function doAll(face: PlainFace, { first, commands }: Scripts, by: Reading): Promise<number | undefined> {
  try {
    if ((await doLines(face, first)) === "quit") return undefined;
    if (commands !== undefined) await doLines(face, until(commands, by.reading));
    else return await fromStdin(face, by);
  } catch (error) {
    return report(error, by.print);
  }
  return undefined;
}

/** No further ones once somebody wants the end. */
function* until<T>(lines: readonly T[], end: AbortSignal): Iterable<T> {
  for (const line of lines) {
    if (end.aborted) return;
    yield line;
  }
}

type Reading = { readonly reading: AbortSignal; readonly print: (line: string) => void };

const isPerson = (): boolean => process.stdin.isTTY === true;

/** A person may go on after a command that cannot be done; a script ends there. */
async function fromStdin(face: PlainFace, { reading, print }: Reading): Promise<number | undefined> {
  const person = isPerson();
  const lines = createInterface({ input: process.stdin, ...(person && { output: process.stdout }), prompt: "(dbuild) " });
  reading.addEventListener("abort", () => lines.close());
  lines.on("SIGINT", () => interrupted(face.controller, print));
  if (person) {
    await face.do("where");
    lines.prompt();
  }
  let at = 0;
  for await (const text of lines) {
    at++;
    if (text.trim() !== "" && !text.trimStart().startsWith("#")) {
      try {
        if ((await doLines(face, [{ text, place: `-:${at}` }])) === "quit") break;
      } catch (error) {
        const code = report(error, print);
        if (!person) return code;
      }
    }
    if (reading.aborted) break;
    if (person) lines.prompt();
  }
  lines.close();
  return undefined;
}

/** Ctrl-C at the prompt, where the terminal hands it over as a key. */
function interrupted(controller: Controller, print: (line: string) => void): void {
  const { status } = controller.snapshot().session;
  if (status.kind !== "running") {
    print("quit leaves");
    return;
  }
  const again = status.pausing;
  controller.execute({ name: again ? "stop" : "pause" });
  print(again ? "stopping it; what it did is kept" : "pausing after this instruction; Ctrl-C again stops it now");
}

type Told = {
  readonly flags: BuildFlags;
  /** The exit code of a command that could not be done. */
  readonly wrong: number | undefined;
  readonly print: (line: string) => void;
};

/** Files that were asked for, a last word, and the exit code. */
function concluded({ controller, info, session }: OpenedSession, invocation: Invocation, { flags, wrong, print }: Told): number {
  const now = controller.snapshot().session;
  const { status } = now;
  if (status.kind === "done") {
    const { names } = invocation;
    writeResultFiles(flags, { image: status.image, names, session, store: info.store });
  } else print(`dbuild: ${leftWords(now)}; dbuild resume ${shortName(session)} goes on`);
  if (wrong !== undefined) return wrong;
  if (status.kind === "stopped" && status.reason === "engine") return exitCode.noEngine;
  if (endingCause() !== undefined) return exitCode.interrupted;
  return status.kind !== "done" && failureHere(now) !== undefined ? exitCode.stepFailed : exitCode.ok;
}

/** Commands and the Dockerfile cannot both come from standard input. */
export function refuseSharedStdin(usedStdin: boolean, { commands }: Scripts): void {
  if (!usedStdin || commands !== undefined) return;
  throw new UserError({
    message: "standard input is the Dockerfile or the context already",
    hint: "give the commands with --commands FILE",
  });
}
