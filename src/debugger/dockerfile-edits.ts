/** The Dockerfile as a session edits it: writes it, takes edits back, reads it again, and tells when somebody else has written it. */

import type { PlanResult } from "../builder/plan/make-plan.ts";
import type { StepId } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import { replaceSource } from "../dockerfile/replace.ts";
import { type Accepted, accepted, type Refused, refused, type Saved } from "./commands/command.ts";
import type { DockerfileOnDisk } from "./dockerfile-on-disk.ts";
import type { Driver } from "./driver.ts";
import type { Notice } from "./notices.ts";

export type DockerfileEdits = {
  canUndo(): boolean;
  /** Problems of the whole file if the instruction read `text` instead. */
  check(step: StepId, text: string): readonly SyntaxProblem[];
  edit(step: StepId, text: string, force: boolean): Accepted<Saved> | Refused;
  undo(force: boolean): Accepted<Saved> | Refused;
  /** Reads the file and loads it into the session. Refused: it is gone or wrong, which a notice says as well. */
  reload(): Accepted<undefined> | Refused;
  close(): void;
};

export type EditsOptions = {
  readonly driver: Pick<Driver, "session" | "dispatch">;
  readonly disk: DockerfileOnDisk;
  readonly plan: (text: string) => PlanResult;
  readonly tell: (notice: Notice) => void;
  /** Takes back what was told of the file. */
  readonly withdraw: () => void;
  /** Edits of an earlier process of the session that can be taken back, the newest last. */
  readonly earlier?: readonly Edit[];
  /** Hears of each edit that can be taken back from now on, and (nothing) of the newest one that was. */
  readonly noted?: (edit?: Edit) => void;
};

/** Texts of the whole file. JSON-safe. */
export type Edit = { readonly before: string; readonly after: string };

export function dockerfileEdits(options: EditsOptions): DockerfileEdits {
  const { driver, disk, plan, tell, withdraw, noted = () => {} } = options;
  const edits: Edit[] = [...(options.earlier ?? [])];
  /** What is told is that the file is not what the session stands on. */
  let differs = false;
  const text = () => driver.session().plan.text;
  const passing = (words: string) => {
    differs = false;
    tell({ topic: "file", text: words, until: "command" });
  };
  const lasting = (words: string): Refused => {
    differs = true;
    tell({ topic: "file", text: words, until: "withdrawn" });
    return refused(words);
  };
  const same = () => {
    if (differs) withdraw();
    differs = false;
  };

  /** Loads a checked plan; returns how many steps with a result will run again. */
  const load = (made: PlanResult & { ok: true }): number => {
    const results = () => Object.keys(driver.session().outcomes).length;
    const before = results();
    driver.dispatch({ type: "load", plan: made.plan });
    return before - results();
  };

  const save = (next: string, line: number, force: boolean): Accepted<Saved> | Refused => {
    const made = plan(next);
    if (!made.ok) return refused(`Not saved. ${problemText(made.problems)}`, "invalid");
    const written = disk.write(next, text(), force);
    if (written === "conflict") return conflict(disk.path);
    if (written !== "written") return refused(`Not saved: ${written.error}`);
    differs = false;
    withdraw();
    return accepted({ rerun: load(made), line });
  };

  const replaced = (step: StepId, instruction: string): { readonly next: string; readonly line: number } | undefined => {
    const span = driver.session().plan.steps.find(({ id }) => id === step)?.instruction.span;
    return span && { next: replaceSource(text(), span, instruction), line: span.line };
  };

  const reload = (): Accepted<undefined> | Refused => {
    const now = disk.read();
    if ("error" in now) return lasting(now.error);
    if (now.text === text()) {
      same();
      return accepted(undefined);
    }
    const made = plan(now.text);
    if (!made.ok) return lasting(`${disk.path} changed on disk and cannot be used: ${problemText(made.problems, "line")}`);
    const rerun = load(made);
    const again = rerun > 0 ? `, ${rerun} ${rerun === 1 ? "step" : "steps"} will run again` : "";
    passing(`${disk.path} changed on disk: taken up${again}`);
    return accepted(undefined);
  };

  const close = disk.watch(() => {
    const now = disk.read();
    if ("error" in now) lasting(now.error);
    else if (now.text !== text()) lasting(`${disk.path} changed on disk: the next run takes it up`);
    else same();
  });

  return {
    canUndo: () => edits.length > 0,
    check: (step, instruction) => {
      const change = replaced(step, instruction);
      const made = change && plan(change.next);
      return made && !made.ok ? made.problems : [];
    },
    edit: (step, instruction, force) => {
      const change = replaced(step, instruction);
      if (!change) return refused("Not saved: that instruction is no longer there.");
      const before = text();
      const result = save(change.next, change.line, force);
      if (result.kind === "accepted" && change.next !== before) {
        const made = { before, after: change.next };
        edits.push(made);
        noted(made);
      }
      return result;
    },
    undo: (force) => {
      const edit = edits.at(-1);
      if (!edit) return refused("There is no edit to take back.");
      if (!force && edit.after !== text()) return conflict(disk.path);
      const result = save(edit.before, firstDifference(edit.after, edit.before), force);
      if (result.kind === "accepted") {
        edits.pop();
        noted();
      }
      return result;
    },
    reload,
    close,
  };
}

const conflict = (path: string): Refused => refused(`Someone else changed ${path} meanwhile.`, "conflict");

function problemText([first]: readonly SyntaxProblem[], line: "line" | "Line" = "Line"): string {
  return first === undefined ? "The file would be wrong." : `${line} ${first.span.line}: ${first.message}`;
}

function firstDifference(before: string, after: string): number {
  const old = before.split("\n");
  const now = after.split("\n");
  const index = now.findIndex((line, at) => line !== old[at]);
  return (index < 0 ? now.length - 1 : index) + 1;
}
