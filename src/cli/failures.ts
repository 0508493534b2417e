/** What `dbuild build` says of a build that failed: where, what was kept, and how to go on. */
import { failingWords, lineOfCommand, passedOverWords } from "../debugger/failing-words.ts";
import { failureOf, isDone, leftLayer, position, type Session } from "../debugger/session.ts";
import { excerpt } from "../dockerfile/excerpt.ts";
import type { Engine } from "../engine/engine.ts";
import { EngineLostError } from "../errors.ts";
import { withoutPassword } from "../fetch/git-url.ts";
import { cleanText } from "../output/clean.ts";
import type { ComposedSession } from "./compose-session.ts";
import { enterCommand } from "./enter-command.ts";
import type { Invocation } from "./invocation.ts";
import type { Print } from "./report.ts";

type OpenedSession = ComposedSession & { ok: true };

/** Of what build it is told, and how. */
type Told = { readonly invocation: Invocation; readonly flags: Telling; readonly print: Print };

type Telling = { readonly progress: string; readonly quiet: boolean; readonly debugImage?: string };

/** What failed, where, what was kept and how to go on; the step the build stopped at comes last. */
export async function describeFailures(opened: OpenedSession, session: Session, told: Told): Promise<void> {
  const { invocation, flags, print } = told;
  const at = position(session);
  const others = session.plan.steps.filter(({ index }) => index !== at && !isDone(session, index));
  for (const { index } of others) await describeStep(opened, session, index, told);
  await describeStep(opened, session, at, told);
  if (flags.progress === "json" || failureOf(session, at)?.image === undefined) return;
  print(`debug it: ${tuiCommandLine(invocation, opened.keptDockerfile)}`);
}

/** The command that opens the screen on the same files; what came through standard input cannot be read again. */
function tuiCommandLine({ source, context, file }: Invocation, kept: string | undefined): string {
  if (context === "-") return `write the context into dbuild tui -${file === undefined ? "" : ` -f ${shellWord(file)}`}`;
  const dockerfile = file === "-" ? kept : (file ?? source.file);
  const shown = withoutPassword(context);
  const words =
    dockerfile === undefined
      ? [shown]
      : source.file === undefined && file !== "-"
        ? ["-f", dockerfile, shown]
        : [dockerfile, shown];
  return ["dbuild tui", ...words.map(shellWord)].join(" ");
}

async function describeStep(
  { controller, engine }: OpenedSession,
  session: Session,
  at: number,
  { invocation, flags, print }: Told,
): Promise<void> {
  const failure = failureOf(session, at);
  const step = session.plan.steps[at];
  if (!failure || !step) return;
  const { span } = step.instruction;
  const file = cleanText(invocation.source.dockerfile);
  if (flags.progress === "json") {
    const { kind, message, hint, exitCode: code, image, tag, ms, container, rescue, failing, passedOver } = failure;
    print(
      JSON.stringify({
        event: "failed",
        step: at + 1,
        file: invocation.source.dockerfile,
        line: span.line,
        kind,
        message,
        hint,
        ...(failing && { failing: { ...failing, line: span.line + failing.line } }),
        ...(passedOver && { passedOver: { ...passedOver, line: span.line + passedOver.line } }),
        exitCode: code,
        image,
        tag,
        ms,
        container,
        rescue,
      }),
    );
    return;
  }
  // Nobody waited for what other stages still did.
  if (failure.kind === "interrupted" && failureOf(session, position(session))?.kind === "failed") {
    const kept = leftLayer(failure) && failure.tag ? `; what it did is kept as ${failure.tag}` : "";
    print(`dbuild: step ${at + 1}/${session.plan.steps.length} (line ${span.line}) was stopped, for the build had failed${kept}`);
    return;
  }
  if (flags.quiet) for (const line of lastLines(controller.output(at))) print(`  ${line}`);
  print(`${file}:${span.line}`);
  const failingLine = failure.failing && lineOfCommand(step, failure.failing);
  print(excerpt(session.plan.text, span.line, span.endLine, { at: failingLine }).trimEnd());
  print(`dbuild: step ${at + 1}/${session.plan.steps.length} failed: ${cleanText(failure.message)}`);
  for (const words of [failingWords(step, failure), passedOverWords(step, failure)])
    if (words !== undefined) print(`  ${cleanText(words)}`);
  if (failure.hint !== undefined) print(`  ${cleanText(failure.hint)}`);
  if (failure.container !== undefined) {
    print(`container kept: ${failure.container.slice(0, 12)}`);
    for (const [at, command] of (failure.rescue ?? []).entries()) print(`${at === 0 ? "save it" : "enter it"}: ${command}`);
    if (failure.rescue?.[0]?.includes(" dbuild-cache:"))
      print("the next dbuild build (without --no-cache) then goes on behind it");
  }
  if (failure.image === undefined) return;
  print(
    `${leftLayer(failure) ? "failed layer" : "layer before it"}: ${failure.image}${failure.tag ? ` tagged ${failure.tag}` : ""}`,
  );
  print(`enter it: ${await enterWords(engine, failure.tag ?? failure.image, flags.debugImage)}`);
}

/** The command, or what it takes for there to be one. */
export async function enterWords(engine: Engine, image: string, debugImage?: string): Promise<string> {
  let refused: string | undefined;
  const command = await enterCommand(engine, image, debugImage).catch((error: unknown) => {
    if (error instanceof EngineLostError) throw error;
    refused = (error as Error).message;
  });
  if (refused !== undefined) return `the engine makes no container now: ${cleanText(refused)}`;
  return command ?? "it has no shell, and no static busybox is at hand: docker pull busybox:musl, then dbuild tui and s";
}

function lastLines(output: ReturnType<OpenedSession["controller"]["output"]>): readonly string[] {
  return output ? output.read(Math.max(0, output.lineCount - 20), 20) : [];
}

const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
