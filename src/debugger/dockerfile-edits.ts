/** The Dockerfile as a session edits it: writes it, takes edits back, reads it again, and tells when somebody else has written it. */

import type { PlanResult } from "../builder/plan/make-plan.ts";
import type { StepId } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import { replaceSource } from "../dockerfile/replace.ts";
import { type Accepted, accepted, type Refused, refused, type Saved, type Undone } from "./commands/command.ts";
import { lineOf, nothingToUndo } from "./commands/why-not.ts";
import type { DockerfileOnDisk } from "./dockerfile-on-disk.ts";
import type { Driver } from "./driver.ts";
import type { Event } from "./events.ts";
import type { Notice } from "./notices.ts";

export type DockerfileEdits = {
  /** Problems of the whole file if the instruction read `text` instead. */
  check(step: StepId, text: string): readonly SyntaxProblem[];
  edit(step: StepId, text: string, force: boolean): Accepted<Saved> | Refused;
  /** Takes back what was done last, in the file too where that changed it. */
  undo(force: boolean): Accepted<Undone> | Refused;
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
};

export function dockerfileEdits(options: EditsOptions): DockerfileEdits {
  const { driver, disk, plan, tell, withdraw } = options;
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

  /** Changes the session; returns how many steps with a result will run again. */
  const change = (event: Event): number => {
    const results = () => Object.keys(driver.session().outcomes).length;
    const before = results();
    driver.dispatch(event);
    return Math.max(0, before - results());
  };
  /** Writes the file, in place of the text of the session. */
  const write = (next: string, force: boolean): Refused | undefined => {
    const written = disk.write(next, text(), force);
    if (written === "conflict") return conflict(disk.path);
    if (written !== "written") return refused(`Not saved: ${written.error}`);
    differs = false;
    withdraw();
    return undefined;
  };

  const save = (next: string, line: number, force: boolean): Accepted<Saved> | Refused => {
    const made = plan(next);
    if (!made.ok) return refused(`Not saved. ${problemText(made.problems)}`, "invalid");
    return write(next, force) ?? accepted({ rerun: change({ type: "load", plan: made.plan, own: true }), line });
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
    const rerun = change({ type: "load", plan: made.plan });
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
    check: (step, instruction) => {
      const wanted = replaced(step, instruction);
      const made = wanted && plan(wanted.next);
      return made && !made.ok ? made.problems : [];
    },
    edit: (step, instruction, force) => {
      const wanted = replaced(step, instruction);
      return wanted ? save(wanted.next, wanted.line, force) : refused("Not saved: that instruction is no longer there.");
    },
    undo: (force) => {
      const session = driver.session();
      const moment = session.undo.at(-1);
      if (!moment) return refused(nothingToUndo);
      const { did, step, plan: before } = moment;
      const changes = before.text !== session.plan.text;
      if (changes && did === "reload" && !force) return refused(`${disk.path} was changed by another program.`, "conflict");
      const trouble = changes ? write(before.text, force) : undefined;
      if (trouble !== undefined) return trouble;
      const line = changes ? firstDifference(session.plan.text, before.text) : lineOf(before, step);
      return accepted({ did, ...(line !== undefined && { line }), rerun: change({ type: "undo" }) });
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
