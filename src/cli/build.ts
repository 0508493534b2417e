/** `dbuild build`: the same core as the TUI without the screen. Progress on stderr, the image id on stdout with -q. */
import { partialImage } from "../builder/finish.ts";
import { partialLabels } from "../builder/layer.ts";
import { imageTag } from "../builder/names.ts";
import { hitWords } from "../debugger/breakpoints/words.ts";
import { accepted } from "../debugger/commands/command.ts";
import { byHandLines } from "../debugger/manual-change-labels.ts";
import { failureHere, position, type Session, stateBefore } from "../debugger/session.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { shortName } from "../store/sessions.ts";
import { jsonProgress, type Progress, plainProgress } from "./build-progress.ts";
import { warningSummary } from "./build-warnings.ts";
import { type CommandAround, type ComposedSession, composeSession, type Taken } from "./compose-session.ts";
import { beginDetached } from "./detach.ts";
import { leavesLayers, stoppingText, underWay, type Work } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import { describeFailures, enterWords } from "./failures.ts";
import type { BuildFlags } from "./flags.ts";
import { buildInvocation, type Invocation } from "./invocation.ts";
import { joined } from "./join-background.ts";
import { tellWhatRuns } from "./left-running.ts";
import { type ReachedEngine, reachEngine } from "./reach-engine.ts";
import { type Print, reportSyntax } from "./report.ts";
import { prepareResultFiles, writeResultFiles } from "./result-files.ts";
import type { Begun } from "./session-journal.ts";
import { SessionTaken } from "./take-over.ts";
import { type ProgressKind, readProgress } from "./values/progress.ts";

export type BuildCommandFlags = BuildFlags & {
  readonly interactive: boolean;
  /** Begins it, and leaves it to the background. */
  readonly detach?: boolean;
  /** False: --no-join. Absent in sessions from before it. */
  readonly join?: boolean;
};

type Telling = Omit<BuildCommandFlags, "progress"> & { readonly progress: ProgressKind };

type OpenedSession = ComposedSession & { ok: true };

/** Runs the build and returns the exit code. Throws UserError, EngineLostError. */
export async function buildCommand(context: string, given: BuildCommandFlags, { env, takes }: CommandAround): Promise<number> {
  const print = (line: string) => process.stderr.write(`${line}\n`);
  const flags = { ...given, ...readProgress(given.progress, given.quiet, env) };
  prepareResultFiles(flags);
  const say = (line: string) => tell(flags, print, { event: "note", text: line }, `dbuild: ${cleanText(line)}`);
  const reached = reachEngine(env, takes?.stored.id);
  try {
    const invocation = await buildInvocation(context, flags, { env, stdin: process.stdin, say });
    try {
      const begun = { command: "build", flags: given } as const;
      if (flags.detach) return await beginDetached(invocation, { env, reached, breakpoints: [], begun, refuseBound: true });
      const found = takes === undefined && flags.join !== false ? await joined(invocation, flags, env) : undefined;
      const around = { env, print, begun };
      if (found !== undefined) return await follow(found, { invocation, flags, say, around });
      return await build(invocation, flags, { ...around, reached, ...(takes && { takes }) });
    } finally {
      invocation.fetching.scratch.remove();
    }
  } finally {
    reached.close();
  }
}

type Following = {
  readonly invocation: Invocation;
  readonly flags: Telling;
  readonly say: (line: string) => void;
  readonly around: Around;
};

/** The build of `found`, which goes on without a screen; one of its own where another dbuild was first to follow that. */
async function follow(found: Taken, { invocation, flags, say, around }: Following): Promise<number> {
  const name = shortName(found.stored.id);
  try {
    say(`this build goes on without a screen already, as session ${name}: it is followed here from now on`);
    return await build(invocation, flags, { ...around, takes: found });
  } catch (error) {
    if (!(error instanceof SessionTaken)) throw error;
    say(`another dbuild was first to follow ${name}: this one builds for itself`);
    return await build(invocation, flags, around);
  }
}

type Around = CommandAround & {
  readonly reached?: ReachedEngine;
  readonly print: (line: string) => void;
  readonly begun: Begun;
};

async function build(invocation: Invocation, flags: Telling, { env, reached, print, begun, takes }: Around): Promise<number> {
  const told = (line: string, ofWork = false) =>
    tell({ ...flags, quiet: flags.quiet && !ofWork }, print, { event: "note", text: line }, `dbuild: ${cleanText(line)}`);
  const { interactive, debugImage } = flags;
  const wanted = { ...(debugImage !== undefined && { debugImage }), ...(reached && { reached }), ...(takes && { takes }) };
  const opened = await composeSession(invocation, {
    env,
    breakpoints: [],
    refuseBound: !interactive,
    told,
    begun,
    ...wanted,
  });
  if (!opened.ok) {
    const code = reportSyntax(opened.problems, invocation.source.dockerfile, invocation.source.text, print);
    // docker build's: it would have failed at that step.
    return opened.onlyFiles ? exitCode.stepFailed : code;
  }
  const ended = underWay(ends(opened, print));
  try {
    const session = await runToEnd(opened, withTrouble(opened, progressOf(opened, flags, env), flags, print));
    return await conclude(opened, session, { invocation, flags, print });
  } finally {
    await opened.close();
    ended();
  }
}

function progressOf({ controller }: OpenedSession, { quiet, progress }: Telling, env: NodeJS.ProcessEnv): Progress {
  if (quiet) return { update: () => {} };
  const write = (text: string) => process.stderr.write(text);
  if (progress === "json") return jsonProgress(controller, write);
  const colours = progress === "auto" && process.stderr.isTTY === true && !env.NO_COLOR;
  return plainProgress(controller, write, colours);
}

/** The progress, and one word about a state folder that takes nothing, whether the log or the journal met it first. */
function withTrouble({ controller }: OpenedSession, progress: Progress, flags: Telling, print: (line: string) => void): Progress {
  let told = false;
  return {
    update: () => {
      const trouble = told
        ? undefined
        : controller.snapshot().notices.find(({ topic }) => topic === "logs" || topic === "journal");
      if (trouble !== undefined) {
        told = true;
        tell(flags, print, { event: "warning", text: trouble.text }, `dbuild: ${cleanText(trouble.text)}`);
      }
      progress.update();
    },
  };
}

/** Continues to the end or the first stop. What asks for the end (ending.ts) stops the instructions and keeps their layers. */
export async function runToEnd({ controller }: Pick<OpenedSession, "controller">, progress: Progress): Promise<Session> {
  const look = () => {
    progress.update();
    const { status } = controller.snapshot().session;
    // Nobody needs what other stages still do (BuildKit cancels it); what it did is kept as their failed layers.
    if (status.kind === "running" && status.stop?.reason === "failure" && !status.aborting) controller.execute({ name: "stop" });
  };
  // before anybody looks: what goes on prints into a log of its own, in which what an earlier process heard of it comes again
  controller.resume();
  const unsubscribe = controller.subscribe(look);
  try {
    look();
    const { status } = controller.snapshot().session;
    // a session that is gone on with may have come to its end as its process was killed
    const goesOn =
      status.kind === "finishing" || status.kind === "done" || (status.kind === "running" && status.goal.kind === "continue");
    const begun = goesOn ? accepted(undefined) : controller.execute({ name: "continue" });
    if (begun.kind === "refused") throw new UserError({ message: begun.reason, hint: "run dbuild build again" });
    return await controller.idle();
  } finally {
    unsubscribe();
  }
}

/** How this build ends when somebody else wants it to. */
const ends = ({ controller, engine, session }: OpenedSession, print: (line: string) => void): Work => ({
  end: (cause) => {
    if (leavesLayers(controller.snapshot().session)) print(`dbuild: ${stoppingText(cause)}`);
    controller.execute({ name: "stop" });
  },
  giveUp: () => tellWhatRuns(engine, session, print),
});

async function conclude(
  opened: OpenedSession,
  session: Session,
  told: { readonly invocation: Invocation; readonly flags: Telling; readonly print: Print },
): Promise<number> {
  const { invocation, flags, print } = told;
  const { status } = session;
  if (status.kind === "done") {
    writeResults(opened, invocation, flags, status.image);
    if (flags.quiet) process.stdout.write(`${status.image}\n`);
    else
      tell(
        flags,
        print,
        { event: "image", image: status.image, tags: invocation.tags },
        `image ${status.image}${tagged(invocation.tags)}`,
      );
    for (const line of byHandLines(status.byHand))
      tell(flags, print, { event: "note", text: line }, `dbuild: ${cleanText(line)}`);
    const warnings = flags.quiet ? undefined : await warningSummary(opened.engine, invocation);
    if (warnings !== undefined) tell(flags, print, { event: "note", text: warnings }, `dbuild: ${warnings}`);
    return exitCode.ok;
  }
  if (status.kind === "stopped" && status.reason === "engine") {
    print(`dbuild: ${cleanText(status.message ?? "the engine was lost")}`);
    for (const line of afterLoss(session, status.lost ?? [], invocation.noCache)) print(`  ${line}`);
    return exitCode.noEngine;
  }
  const failure = failureHere(session);
  if (!failure) {
    const line = session.plan.steps[position(session)]?.instruction.span.line;
    const where = line === undefined ? "before the image was written" : `before line ${line}`;
    // of a session that the screen began: dbuild build sets none
    const hit = status.kind === "stopped" ? status.hit : undefined;
    if (hit === undefined) print(`dbuild: stopped ${where}; steps that had ended are kept, and the next run finds them`);
    else print(`dbuild: stopped ${where} at breakpoint ${cleanText(hitWords(hit))}; dbuild resume goes on`);
    return exitCode.interrupted;
  }
  await describeFailures(opened, session, told);
  const at = position(session);
  const step = session.plan.steps[at];
  if (flags.interactive && failure.kind === "failed" && failure.image !== undefined && step !== undefined) {
    const id = await keepAsImage(opened.engine, session, invocation.tags);
    writeResults(opened, invocation, flags, id);
    process.stdout.write(`${id}\n`);
    const name = invocation.tags[0] ?? id;
    tell(flags, print, { event: "partial", image: id, tags: invocation.tags }, `partial image ${id}${tagged(invocation.tags)}`);
    if (flags.progress !== "json") print(`look inside: ${await enterWords(opened.engine, name, flags.debugImage)}`);
    return exitCode.ok;
  }
  return failure.kind === "interrupted" ? exitCode.interrupted : exitCode.stepFailed;
}

/** What is left when the engine was lost, as far as one can tell without it. */
function afterLoss({ id, plan }: Session, lost: readonly number[], noCache: boolean): readonly string[] {
  const lines = lost.map((step) => plan.steps[step]?.instruction.span.line);
  return [
    `steps that had ended are kept, and the next run${noCache ? " without --no-cache" : ""} finds them`,
    ...(lines.length === 0
      ? []
      : [
          `no layer was made of line ${lines.join(", ")}, which was running; once the engine is back its container may be there:`,
          `  docker ps --all --filter name=dbuild-${id}`,
        ]),
  ];
}

function writeResults({ session, info }: OpenedSession, { names }: Invocation, flags: Telling, image: string): void {
  writeResultFiles(flags, { image, names, session, store: info.store });
}

const tagged = (tags: readonly string[]): string => (tags.length > 0 ? ` tagged ${tags.join(", ")}` : "");

function tell(flags: Pick<Telling, "progress" | "quiet">, print: (line: string) => void, event: object, line: string): void {
  if (flags.quiet && "event" in event && event.event === "note") return;
  print(flags.progress === "json" ? JSON.stringify(event) : line);
}

/** -i: the failed layer under the names of -t, with the stage's config and marks that say it is partial. */
async function keepAsImage(engine: Engine, session: Session, tags: readonly string[]): Promise<string> {
  const at = position(session);
  const failure = failureHere(session);
  const { stage } = stateBefore(session, at);
  const step = session.plan.steps[at];
  if (!stage || !step || failure?.image === undefined) throw new UserError("there is no layer to keep: nothing ran");
  const labels = partialLabels(step, session.plan.steps.length, failure.message, failure.exitCode);
  const image = await partialImage(engine, stage, {
    layer: failure.image,
    labels,
    tags: [imageTag(failure.image.replace(/^sha256:/, "partial-")), ...tags],
  });
  return image.id;
}
