// Instructions into stages, and what is wrong with their frame: no instructions, no FROM, something before the first FROM.
import type { ArgInstruction, FromInstruction, Instruction, Span } from "./program.ts";
import type { Statement } from "./statement.ts";

/** `instruction` undefined: unknown, unsupported or too wrong; the problem is told already. */
export type Entry = { readonly statement: Statement; readonly instruction: Instruction | undefined };

/** A stage whose FROM may have been unreadable. */
type StageDraft = {
  readonly from: FromInstruction | undefined;
  readonly line: number;
  readonly body: Exclude<Instruction, FromInstruction>[];
};

export type Drafts = { readonly globals: readonly ArgInstruction[]; readonly stages: readonly StageDraft[] };

export function draftStages(entries: readonly Entry[]): Drafts {
  const globals: ArgInstruction[] = [];
  const stages: StageDraft[] = [];
  for (const { statement, instruction } of entries) {
    if (statement.name === "FROM") {
      const from = instruction?.kind === "from" ? instruction : undefined;
      stages.push({ from, line: statement.base.span.line, body: [] });
      continue;
    }
    if (instruction === undefined || instruction.kind === "from") continue;
    const stage = stages.at(-1);
    if (stage) stage.body.push(instruction);
    else if (instruction.kind === "arg") globals.push(instruction);
  }
  return { globals, stages };
}

/**
 * Tells of a missing or late FROM, once. `meantFrom` says whether an unknown instruction is a misspelt FROM, which is
 * told already. `start` is where to point in a file without instructions.
 */
export function checkFrame(entries: readonly Entry[], meantFrom: (entry: Entry) => boolean, start: Span): Frame | undefined {
  const hint = "Begin with FROM image.";
  const first = entries.findIndex((entry) => entry.statement.name === "FROM");
  const before = first === -1 ? entries : entries.slice(0, first);
  if (before.some(meantFrom)) return undefined;
  const early = before.find((entry) => entry.instruction !== undefined && entry.instruction.kind !== "arg");
  if (early !== undefined) {
    const { name, base } = early.statement;
    const message = `${name} stands before the first FROM, where only ARG may`;
    return { message, span: base.span, hint };
  }
  if (first !== -1) return undefined;
  const last = entries.at(-1);
  if (last === undefined) return { message: "the Dockerfile has no instructions", span: start, hint };
  return { message: "the Dockerfile has no FROM, so there is no stage to build", span: last.statement.base.span, hint };
}

type Frame = { readonly message: string; readonly span: Span; readonly hint: string };
