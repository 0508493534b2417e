/** Builds a Dockerfile clean, in a session of its own beside others. */
import type { BuiltImage } from "../../debugger/built-image.ts";
import type { Controller } from "../../debugger/controller.ts";
import { failureHere, isDone, leftLayer, outcomeOf, position, type Session } from "../../debugger/session.ts";
import type { SyntaxProblem } from "../../dockerfile/program.ts";
import type { Engine, Image } from "../../engine/engine.ts";
import { EngineLostError, UserError } from "../../errors.ts";
import { runToEnd } from "../build.ts";
import { type ComposedSession, composeSession } from "../compose-session.ts";
import type { Invocation } from "../invocation.ts";

export type CleanBuild = {
  readonly engine: Engine;
  readonly image: Image;
  /** Of the session that built it, on this machine. */
  readonly folder: string;
  /** Steps that were done anew, and those whose layer was there. */
  readonly anew: number;
  readonly found: number;
};

export type CleanBuilding = Pick<BuiltImage, "cleanBelow"> & {
  readonly env: NodeJS.ProcessEnv;
  /** Hears lines of what dead sessions left. */
  readonly told: (line: string) => void;
  /** Hears of a session as soon as it is there: how it is shown, and what is done with the changes. */
  readonly onSession: (opened: ComposedSession & { readonly ok: true }) => () => void;
  readonly signal?: AbortSignal;
  /** Looks at the engine before anything runs; what it throws is thrown. */
  readonly before?: (engine: Engine) => Promise<unknown>;
};

/** The Dockerfile has no clean image: it cannot be used, or a step of it fails. */
export class NoCleanImage extends Error {
  /** What is wrong with its text. */
  readonly problems: readonly SyntaxProblem[];
  constructor(message: string, problems: readonly SyntaxProblem[] = []) {
    super(message);
    this.name = "NoCleanImage";
    this.problems = problems;
  }
}

/** Somebody asked for the end. */
export class Stopped extends Error {}

/**
 * Builds, and calls `work` with the image while the session still holds it. Throws NoCleanImage, Stopped, UserError,
 * EngineLostError.
 */
export async function withCleanBuild<T>(
  invocation: Invocation,
  { env, cleanBelow, told, onSession, signal, before }: CleanBuilding,
  work: (built: CleanBuild) => Promise<T>,
): Promise<T> {
  const untagged: Invocation = { ...invocation, tags: [], names: [] };
  const noCacheAbove = new Set(cleanBelow);
  const opened = await composeSession(untagged, { env, breakpoints: [], beside: true, noCacheAbove, told });
  if (!opened.ok) throw new NoCleanImage("the Dockerfile cannot be built as it stands", opened.problems);
  const { controller, engine } = opened;
  const stop = (): void => void controller.execute({ name: "stop" });
  signal?.addEventListener("abort", stop);
  try {
    await before?.(engine);
    const session = await runToEnd(opened, { update: onSession(opened) });
    if (signal?.aborted) throw new Stopped("stopped");
    const image = await engine.image(imageOf(session));
    if (image === undefined)
      throw new UserError({ message: "somebody removed the image that was just built", hint: "run it again" });
    return await work({ engine, image, folder: opened.folder, ...countsOf(controller) });
  } finally {
    signal?.removeEventListener("abort", stop);
    await forgetStopped(opened);
    await opened.close();
  }
}

/** What was stopped is of no use to anybody: nobody looked for it. */
async function forgetStopped({
  controller,
  engine,
}: Pick<ComposedSession & { ok: true }, "controller" | "engine">): Promise<void> {
  const failures = Object.values(controller.snapshot().session.failures);
  for (const { kind, tag } of failures.filter(leftLayer))
    if (kind === "interrupted" && tag !== undefined) await engine.untag(tag).catch(() => {});
}

function imageOf(session: Session): string {
  const { status } = session;
  if (status.kind === "done") return status.image;
  const failure = failureHere(session);
  if (status.kind === "stopped" && status.reason === "engine")
    throw new EngineLostError(status.message ?? "the engine was lost", "run it again once the engine is back");
  const line = session.plan.steps[position(session)]?.instruction.span.line;
  if (failure === undefined || failure.kind === "interrupted") throw new Stopped(`stopped before line ${line}`);
  const kept = failure.tag === undefined ? "" : `; its layer is kept as ${failure.tag}`;
  throw new NoCleanImage(`line ${line} fails in a clean build: ${failure.message}${kept}`);
}

function countsOf(controller: Controller): { readonly anew: number; readonly found: number } {
  const { session } = controller.snapshot();
  const steps = session.plan.steps.filter(({ index, instruction: { kind } }) => isDone(session, index) && makesLayers.has(kind));
  const found = steps.filter(({ index }) => outcomeOf(session, index)?.how === "cached").length;
  return { anew: steps.length - found, found };
}

const makesLayers: ReadonlySet<string> = new Set(["run", "copy", "add", "workdir"]);
