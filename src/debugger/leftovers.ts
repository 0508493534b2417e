/**
 * Failed layers that earlier sessions of the Dockerfile left. Where the build comes to the same instruction on the same base layer, it
 * stops before running it, and the layer is there as that of a failure of this session. Pure.
 */
import { chainKey } from "../builder/layer.ts";
import { failedTag } from "../builder/names.ts";
import { meaning, orderOf } from "../builder/plan/order.ts";
import type { Edited } from "./open-file.ts";
import { type Failure, failureOf, isDone, isReady, leftLayer, runningAt, type Session, stateBefore } from "./session.ts";

/** A failed layer that an earlier session of this Dockerfile left. JSON-safe. */
export type Leftover = {
  /** Digest of the instruction and all it saw (meaningOf); absent: not known, so it is only named. */
  readonly key?: string;
  /** Where the instruction was. */
  readonly line: number;
  readonly kind: Failure["kind"];
  readonly message: string;
  readonly exitCode?: number;
  readonly edited?: Edited;
  readonly handBefore?: string;
  readonly tag: string;
  /** Engine id, once it is known to be there. */
  readonly image?: string;
};

/** Digest of what the step at `index` says and of all it would see; undefined where that is not known yet, as of a FROM. */
function meaningOf(session: Session, index: number): string | undefined {
  const step = session.plan.steps[index];
  if (step === undefined || !(isDone(session, index) || isReady(session, index))) return undefined;
  const { stage } = stateBefore(session, index);
  if (stage === undefined || step.instruction.kind === "from") return undefined;
  const { User = "", WorkingDir = "/", Shell = [] } = stage.config;
  return chainKey(stage.key, "leftover", meaning(step.instruction), stage.variables, stage.args, User, WorkingDir, Shell);
}

const origin = " (in an earlier session)";

/** The session with the leftovers of steps that could run now as their failures. */
export function takeUp(session: Session): Session {
  if (session.leftovers.length === 0) return session;
  let { failures, leftovers } = session;
  for (const steps of orderOf(session.plan).stages.values()) {
    const index = steps.find((each) => !isDone(session, each));
    const step = index === undefined ? undefined : session.plan.steps[index];
    if (index === undefined || step === undefined || runningAt(session, index)) continue;
    const key = meaningOf(session, index);
    const fitting = key === undefined ? [] : leftovers.filter((each) => each.key === key);
    // what was done in a shell stands on what the step had left
    const found = fitting.find(({ kind }) => kind === "shell") ?? fitting[0];
    if (found === undefined) continue;
    leftovers = leftovers.filter((each) => each.key !== key);
    const known = failures[step.id];
    const onTop = found.kind === "shell" && known?.message.endsWith(origin) === true;
    if (known === undefined || onTop) failures = { ...failures, [step.id]: asFailure(found) };
  }
  return leftovers === session.leftovers ? session : { ...session, failures, leftovers };
}

function asFailure({ kind, message, exitCode, edited, handBefore, tag, image }: Leftover): Failure {
  return {
    kind,
    message: message.endsWith(origin) ? message : `${message}${origin}`,
    ...(exitCode !== undefined && { exitCode }),
    ...(edited && { edited }),
    ...(handBefore !== undefined && { handBefore }),
    ms: 0,
    tag,
    ...(image !== undefined && { image }),
    unseen: true,
  };
}

/** Tells what a session would leave if it ended now. To be asked after every change: of a step that was taken back nothing can be told later. */
export function leftoverTeller(): (session: Session) => readonly Leftover[] {
  const keys = new Map<string, string | undefined>();
  const keyOf = (session: Session, index: number, tag: string): { readonly key?: string } => {
    if (!keys.has(tag)) keys.set(tag, meaningOf(session, index));
    const key = keys.get(tag);
    return key === undefined ? {} : { key };
  };
  return (session) => {
    const found = session.plan.steps.flatMap(({ id, index, instruction }): Leftover[] => {
      const { line } = instruction.span;
      const running = runningAt(session, index);
      const list: Leftover[] = [];
      const shell = session.shells[id];
      // before the failure, on which it stands
      if (shell !== undefined)
        list.push({ line, kind: "shell", message: "changed in a shell", tag: shell, ...keyOf(session, index, shell) });
      if (running !== undefined) {
        // what becomes of it should dbuild be killed: the sweep of a later start makes this layer
        const tag = failedTag(session.id, line, running.run);
        list.push({ line, kind: "interrupted", message: "dbuild ended while it ran", tag, ...keyOf(session, index, tag) });
      }
      const failure = failureOf(session, index);
      if (failure?.tag !== undefined && (leftLayer(failure) || failure.writing !== undefined)) {
        const { kind, message, exitCode, edited, handBefore, tag } = failure;
        const code = exitCode === undefined ? {} : { exitCode };
        const hand = { ...(edited && { edited }), ...(handBefore !== undefined && { handBefore }) };
        list.push({ line, kind, message, tag, ...code, ...hand, ...keyOf(session, index, tag) });
      }
      return list;
    });
    return session.status.kind === "done" ? found : [...found, ...session.leftovers.map(({ image: _, ...rest }) => rest)];
  };
}
