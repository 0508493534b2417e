/** The Dockerfile as a session edits it: checks, writes back, takes back, and notices when somebody else writes. */

import type { PlanResult } from "../builder/plan/make-plan.ts";
import type { StepId } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import { replaceSource } from "../dockerfile/replace.ts";
import type { Debugger } from "./debugger.ts";
import type { SaveResult, Source } from "./desk.ts";
import type { DockerfileOnDisk } from "./dockerfile-on-disk.ts";
import { isBusy } from "./session.ts";

export type EditedSource = Source & {
  notice(): string | undefined;
  /** Takes the notice away once the person has gone on; one that is still true stays. */
  clearNotice(): void;
  /** A notice that the next command takes away. */
  say(words: string): void;
  close(): void;
};

type Edit = { readonly before: string; readonly after: string };

export function editedSource(
  debug: Debugger,
  disk: DockerfileOnDisk,
  plan: (text: string) => PlanResult,
  firstNotice?: string,
): EditedSource {
  const edits: Edit[] = [];
  let notice = firstNotice;
  /** The notice tells of a file that is not what the session stands on: it stays until that is no longer so. */
  let standing = false;
  /** The notice tells of a text taken up for a command that has not begun yet. */
  let fresh = false;
  const text = () => debug.session().plan.text;
  const say = (words: string | undefined, kind: "standing" | "passing" = "passing") => {
    standing = kind === "standing";
    if (words === notice) return;
    notice = words;
    debug.touch();
  };

  /** Loads a checked plan; returns how many steps with a result will run again. */
  const load = (made: PlanResult & { ok: true }): number => {
    const results = () => Object.keys(debug.session().outcomes).length;
    const before = results();
    debug.dispatch({ type: "load", plan: made.plan });
    return before - results();
  };

  const save = (next: string, line: number, force: boolean): SaveResult => {
    if (isBusy(debug.session())) return { kind: "failed", message: "an instruction is running: pause it first (p), then save" };
    const made = plan(next);
    if (!made.ok) return { kind: "invalid", problems: made.problems };
    const written = disk.write(next, text(), force);
    if (written === "conflict") return { kind: "conflict" };
    if (written !== "written") return { kind: "failed", message: written.error };
    say(undefined);
    return { kind: "saved", rerun: load(made), line };
  };

  const replaced = (id: StepId, source: string): { readonly next: string; readonly line: number } | undefined => {
    const span = debug.session().plan.steps.find((step) => step.id === id)?.instruction.span;
    return span && { next: replaceSource(text(), span, source), line: span.line };
  };

  const pickUp = (): boolean => {
    const now = disk.read();
    if ("error" in now) {
      say(now.error, "standing");
      return false;
    }
    if (now.text === text()) {
      if (standing) say(undefined);
      return true;
    }
    // Under what runs no text changes; the notice stays until something can be started again.
    if (isBusy(debug.session())) return true;
    const made = plan(now.text);
    if (!made.ok) {
      say(`${disk.path} changed on disk and cannot be used: ${firstProblem(made.problems)}`, "standing");
      return false;
    }
    const rerun = load(made);
    fresh = true;
    say(
      `${disk.path} changed on disk: taken up${rerun > 0 ? `, ${rerun} ${rerun === 1 ? "step" : "steps"} will run again` : ""}`,
    );
    return true;
  };

  const stopWatching = disk.watch(() => {
    const now = disk.read();
    if ("error" in now) say(now.error, "standing");
    else if (now.text !== text()) say(`${disk.path} changed on disk: the next run takes it up`, "standing");
    else if (standing) say(undefined);
  });

  return {
    path: disk.path,
    check: (id, source): readonly SyntaxProblem[] => {
      const change = replaced(id, source);
      const made = change && plan(change.next);
      return made && !made.ok ? made.problems : [];
    },
    replace: async (id, source, force = false) => {
      const change = replaced(id, source);
      if (!change) return { kind: "failed", message: "that step is no longer there" };
      const before = text();
      const result = save(change.next, change.line, force);
      if (result.kind === "saved" && change.next !== before) edits.push({ before, after: change.next });
      return result;
    },
    canUndo: () => edits.length > 0,
    undo: async (force = false) => {
      const edit = edits.at(-1);
      if (!edit) return { kind: "failed", message: "there is no edit to take back" };
      if (!force && edit.after !== text()) return { kind: "conflict" };
      const result = save(edit.before, firstDifference(edit.after, edit.before), force);
      if (result.kind === "saved") edits.pop();
      return result;
    },
    reload: pickUp,
    notice: () => notice,
    clearNotice: () => {
      if (!standing && !fresh) say(undefined);
      fresh = false;
    },
    say: (words) => say(words),
    close: stopWatching,
  };
}

const firstProblem = (problems: readonly SyntaxProblem[]): string => {
  const [first] = problems;
  return first ? `line ${first.span.line}: ${first.message}` : "it cannot be read";
};

function firstDifference(before: string, after: string): number {
  const old = before.split("\n");
  const now = after.split("\n");
  const index = now.findIndex((line, at) => line !== old[at]);
  return (index < 0 ? now.length - 1 : index) + 1;
}
