/** The driver: holds the session, performs its effects, tells the listeners. The rules are all in update.ts. */
import { contextWordsOf } from "../builder/context-words.ts";
import { acceptStep, executeStep, type StepFailure, type StepResult } from "../builder/execute.ts";
import { persisting } from "../builder/execution/engine-back.ts";
import { finishImage } from "../builder/finish.ts";
import { type Kept, writeKept } from "../builder/kept.ts";
import { LayerGone } from "../builder/problem.ts";
import { withoutValues } from "../builder/sandbox/hide-values.ts";
import type { BuildState } from "../builder/state.ts";
import type { Attempt, BuildContext } from "../builder/step-context.ts";
import { EngineLostError } from "../errors.ts";
import { type AttemptListener, attemptListener } from "./attempt-listener.ts";
import { attempting } from "./attempting.ts";
import type { Action } from "./breakpoints/action.ts";
import { isFrozen } from "./breakpoints/frozen.ts";
import { withShownMessages } from "./breakpoints/printed.ts";
import type { ContainerLists } from "./container-lists.ts";
import type { Effect, Event } from "./events.ts";
import { type FileLooks, type LayerWatch, watchLayer } from "./file-looks.ts";
import { liveBreakpoints } from "./live-breakpoints.ts";
import { acceptedNote, retriedNote } from "./manual-change-labels.ts";
import { outcomeOf } from "./outcome-of.ts";
import type { Outputs } from "./outputs.ts";
import { rebuilder } from "./rebuild.ts";
import { withoutLayer } from "./removed-layer.ts";
import { type Failure, isBusy, leftLayer, runningAt, runningSteps, type Session } from "./session.ts";
import { update } from "./update.ts";
import { whyStopped } from "./why-stopped.ts";
import { isWriting } from "./writing.ts";

export type Driver = {
  session(): Session;
  dispatch(event: Event): void;
  subscribe(listener: () => void): () => void;
  /**
   * Lets the step that made the layer which is gone make it again, while nothing runs. Rejects with LayerGone and the reason where
   * that cannot be, and with EngineLostError.
   */
  rebuild(gone: LayerGone): Promise<void>;
  /** Tells the listeners that something other than the session changed: output, a notice. */
  touch(): void;
  /** Settles once nothing runs, or gets on: what a breakpoint froze waits. A failed layer may still be written. */
  stopped(): Promise<Session>;
  /** The same, and no failed layer is being written. */
  idle(): Promise<Session>;
  /** Removals and the like that are still under way. */
  settled(): Promise<void>;
};

/** Everything a session stands on; `program` and `steps` of it come from the session itself. */
export type DriverOptions = {
  readonly build: Omit<BuildContext, "program" | "steps" | "contextWords" | "background" | "kept">;
  readonly tags: readonly string[];
  readonly outputs: Outputs;
  readonly now: () => number;
  /** Hears each event that changed the session, before anything comes of it, and the session before. */
  readonly noted?: (event: Event, before: Session) => void;
  /** Absent: breakpoints on files are never hit. */
  readonly fileLooks?: FileLooks;
  /** What is told of the command of a breakpoint; rejects where the session ends before. */
  readonly act?: (action: Action) => Promise<readonly string[]>;
  /** Absent: what is in the container of a step is not asked for before it goes. */
  readonly lists?: ContainerLists;
};

type NoResult = { type: "abortRun" | "pauseRun" | "unpauseRun" | "runAction" };
type StepEffect = Exclude<Effect, NoResult | { type: "finish" | "rebuildLayer" }>;
type Told = { readonly layer: LayerWatch; readonly ms: () => number };

// Output tells the listeners at most this often, so that a RUN that prints 100 MB costs no more repaints than a screen can show.
const repaintMs = 33;

export function createDriver(
  first: Session,
  { build: base, tags, outputs, now, noted = () => {}, fileLooks, act = async () => [], lists }: DriverOptions,
): Driver {
  const shown = (text: string): string => withoutValues(text, base);
  let session = withShownMessages(first, shown);
  const listeners = new Set<() => void>();
  const kept: Kept = new Map();
  const pending = new Set<Promise<unknown>>();
  /** Who waits for a layer to be made again, by run; hears why it was not. */
  const waiting = new Map<number, (error?: unknown) => void>();
  let repaint: NodeJS.Timeout | undefined;

  const notify = () => {
    for (const listener of listeners) listener();
  };
  const touch = () => {
    repaint ??= setTimeout(() => {
      repaint = undefined;
      notify();
    }, repaintMs);
  };
  const background = (work: Promise<unknown>) => {
    const quiet = work.catch(() => {}).finally(() => pending.delete(quiet));
    pending.add(quiet);
  };
  const tellOf = async (action: Action) => dispatch({ type: "acted", action: action.number, lines: await act(action) });
  const build = (): BuildContext => ({
    ...base,
    program: session.plan.program,
    steps: session.plan.steps.length,
    contextWords: contextWordsOf(session.plan.steps),
    background,
    kept,
  });

  const onLayers = rebuilder({
    build,
    session: () => session,
    rebuilt: (image, stage) => dispatch({ type: "rebuilt", image, stage }),
  });

  const live = liveBreakpoints(base.engine, { session: () => session, dispatch: (event) => dispatch(event), now });

  const attempts = attempting({ outputs, live, beforeLoss: notify, printed: touch });

  const dispatch = (event: Event) => {
    const [next, effects] = update(session, event);
    if (next === session) return;
    noted(event, session);
    session = withShownMessages(next, shown, session.printed);
    notify();
    for (const effect of effects) perform(effect);
  };

  const perform = (effect: Effect) => {
    if (effect.type === "abortRun") return attempts.abort(effect.run);
    if (effect.type === "pauseRun" || effect.type === "unpauseRun") return background(live.perform(effect));
    if (effect.type === "runAction") return background(tellOf(effect.action));
    background(
      settle(effect).catch((error: unknown) => {
        // A lost engine stops the session; so does a bug, said as such. Either way every snapshot is still there.
        dispatch({ type: "engineLost", run: effect.run, message: whyStopped(error) });
      }),
    );
  };

  const settle = async (effect: Exclude<Effect, NoResult>) => {
    if (effect.type === "rebuildLayer") return rebuildLayer(effect);
    if (effect.type === "finish") {
      const { stage } = effect.state;
      if (!stage) throw new Error("a build without a stage cannot finish");
      const attempt: Attempt = { run: effect.run, signal: new AbortController().signal, useCache: true, log: () => {} };
      const finish = () => onLayers(attempt, effect.state, (state) => finishImage(build(), state.stage ?? stage, tags));
      const image = await persisting({ ...build(), ...attempt }, finish);
      dispatch({ type: "finished", run: effect.run, image: image.id, tags });
      return;
    }
    // of one that an earlier process began, when it did
    const startedAt = runningAt(session, effect.step.index)?.startedAt ?? now();
    const layer = watchLayer(effect.step, { session: () => session, subscribe }, fileLooks);
    let endedAt: number | undefined;
    // a clock may be set back meanwhile
    const ms = () => Math.max(0, (endedAt ?? now()) - startedAt);
    const onFailed = effect.type === "runStep" && effect.start === "failed";
    const listed = lists?.attempt({ stage: effect.state.stage, onFailed, ms });
    const ended = () => {
      endedAt = now();
    };
    const { calls, over } = attemptListener({ run: effect.run, layer, lists: listed, dispatch, now, ms, ended });
    try {
      await tell(effect, await resultOf(effect, calls).finally(over), { layer, ms });
    } finally {
      listed?.ended(runningSteps(session).length === 0);
    }
  };

  const tell = async (effect: StepEffect, result: StepResult, { layer, ms }: Told) => {
    if (result.ok) {
      const written = await layer.written(result.state);
      dispatch({
        type: "stepDone",
        run: effect.run,
        state: result.state,
        outcome: outcomeOf(result, effect.state, ms()),
        ...(result.triggers && { triggers: result.triggers }),
        ...(written && { written }),
        now: now(),
      });
    } else dispatch({ type: "stepFailed", run: effect.run, failure: { ...result.failure, ms: ms() }, now: now() });
  };

  /** The failure as it is when its kept layer has gone from the engine, which the session is told; undefined: it is there. */
  const removedLayer = async (failure: Failure | undefined): Promise<StepFailure | undefined> => {
    if (!leftLayer(failure) || (await base.engine.image(failure.image)) !== undefined) return undefined;
    dispatch({ type: "removed", image: failure.image });
    const { unseen: _, ...rest } = withoutLayer(failure);
    return { ...rest, kind: failure.kind === "interrupted" ? "interrupted" : "failed" };
  };

  const resultOf = (effect: StepEffect, calls: AttemptListener["calls"]): Promise<StepResult> => {
    if (effect.type === "runStep") return runStep(effect, calls);
    return effect.type === "commitStep" ? commit(effect) : accept(effect);
  };

  const rebuildLayer = async (effect: Effect & { type: "rebuildLayer" }): Promise<void> => {
    const { run, step } = effect;
    const state = session.states[step.id];
    const isThere = async ({ stage }: BuildState): Promise<void> => {
      const image = stage?.image;
      if (image !== undefined && (await base.engine.image(image)) === undefined) throw new LayerGone(image);
    };
    const told = waiting.get(run);
    waiting.delete(run);
    try {
      if (state) await attempts.attempt(effect, (attempt) => onLayers(attempt, state, isThere));
      dispatch({ type: "rebuildEnded", run });
      told?.();
    } catch (error) {
      if (error instanceof LayerGone) dispatch({ type: "rebuildEnded", run });
      told?.(error);
      if (!(error instanceof LayerGone)) throw error;
    }
  };

  const runStep = (effect: Effect & { type: "runStep" }, calls: AttemptListener["calls"]): Promise<StepResult> =>
    attempts.attempt(effect, (attempt) =>
      runAttempt(effect, { ...attempt, ...calls, useCache: !effect.retry, ...(effect.onlyLeft && { onlyLeft: true }) }),
    );

  const runAttempt = async (effect: Effect & { type: "runStep" }, attempt: Attempt): Promise<StepResult> => {
    const { failure, step, state, duplicateOf } = effect;
    const baseLayer =
      effect.start === "failed" && failure?.image !== undefined
        ? { image: failure.image, note: retriedNote(step, failure) }
        : undefined;
    try {
      const gone = baseLayer && (await removedLayer(failure));
      if (gone) return { ok: false, failure: gone };
      if (duplicateOf) return { ok: true, how: "cached", state: { ...state, stage: { ...duplicateOf, index: step.stage } } };
      return await onLayers(attempt, state, (on) => executeStep({ ...build(), ...attempt, step }, on, baseLayer));
    } catch (error) {
      if (!(error instanceof LayerGone)) throw error;
      const { message, hint } = error;
      return { ok: false, failure: { kind: "failed", message, ...(hint !== undefined && { hint }) } };
    }
  };

  const runsNothing = (run: number): Attempt => ({ run, signal: new AbortController().signal, useCache: true, log: () => {} });
  const commit = async ({ run, step, state, failure }: Effect & { type: "commitStep" }): Promise<StepResult> => {
    const { unseen: _, ...rest } = failure;
    const before = { ...rest, kind: failure.kind === "interrupted" ? failure.kind : "failed" } as const;
    return onLayers(runsNothing(run), state, (on) => writeKept({ ...build(), ...runsNothing(run), step }, on, before));
  };

  const accept = async ({ run, step, state, failure }: Effect & { type: "acceptStep" }): Promise<StepResult> => {
    const note = acceptedNote(step, failure);
    try {
      const gone = await removedLayer(failure);
      if (gone) return { ok: false, failure: gone };
      return await acceptStep({ ...build(), ...runsNothing(run), step }, state, { image: failure.image ?? "", note });
    } catch (error) {
      if (error instanceof EngineLostError) throw error;
      return { ok: false, failure: { ...failure, kind: "failed", message: (error as Error).message } };
    }
  };

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const stands = (): boolean => !isBusy(session) || isFrozen(session);
  const once = (is: () => boolean): Promise<Session> =>
    new Promise((resolve) => {
      const look = () => {
        if (!is()) return;
        forget();
        resolve(session);
      };
      const forget = subscribe(look);
      look();
    });

  return {
    session: () => session,
    dispatch,
    subscribe,
    rebuild: (gone) =>
      new Promise((resolve, reject) => {
        const before = session;
        const run = session.run + 1;
        waiting.set(run, (error) => (error === undefined ? resolve() : reject(error)));
        dispatch({ type: "rebuild", image: gone.image, now: now() });
        if (session !== before) return;
        waiting.delete(run);
        reject(gone);
      }),
    touch,
    stopped: () => once(stands),
    idle: () => once(() => stands() && !isWriting(session)),
    settled: async () => {
      while (pending.size > 0) await Promise.all(pending);
      for (const each of kept.values()) await each.close();
      if (repaint) clearTimeout(repaint);
    },
  };
}
