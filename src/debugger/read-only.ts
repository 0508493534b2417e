/** The door of a session that another process has: it shows, and refuses all that would change something. */

import type { StepId } from "../builder/steps.ts";
import type { EngineInfo } from "../engine/engine.ts";
import type { StepOutput } from "../output/log.ts";
import type { Attempt } from "./attempts.ts";
import { type Command, type Execution, refused } from "./commands/command.ts";
import type { Controller, Snapshot } from "./controller.ts";
import { noLooks } from "./looks.ts";
import type { Session } from "./session.ts";
import { noInputs } from "./why/input-memory.ts";

export type ReadOnlyOptions = {
  readonly engine: EngineInfo;
  readonly tags: readonly string[];
  /** Of the Dockerfile, as the person wrote it. */
  readonly path: string;
  readonly session: Session;
  /** A sentence: who has it, and how to take it over. */
  readonly reason: string;
  readonly output: (step: StepId, attempt?: Attempt) => StepOutput | undefined;
};

export type ReadOnlyController = Controller & {
  /** How the session stands now, and why nothing can be done; the listeners are told, for output may have grown as well. */
  show(session: Session, reason: string): void;
};

export function readOnlyController({ engine, tags, path, output, ...first }: ReadOnlyOptions): ReadOnlyController {
  const snapshotOf = (session: Session, reason: string): Snapshot => ({
    session,
    readOnly: reason,
    notices: [{ topic: "read-only", text: reason, until: "withdrawn" }],
  });
  let snapshot = snapshotOf(first.session, first.reason);
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    engine,
    tags,
    path,
    subscribe,
    snapshot: () => snapshot,
    execute: <C extends Command>(): Execution<C> => refused(snapshot.readOnly ?? ""),
    // nothing of this process runs
    stopped: async () => snapshot.session,
    idle: async () => snapshot.session,
    output: (step, attempt) => {
      const id = snapshot.session.plan.steps[step]?.id;
      return id === undefined ? undefined : output(id, attempt);
    },
    looks: noLooks,
    inputs: noInputs,
    check: () => [],
    draft: () => undefined,
    show: (session, reason) => {
      if (session !== snapshot.session || reason !== snapshot.readOnly) snapshot = snapshotOf(session, reason);
      for (const listener of listeners) listener();
    },
  };
}
