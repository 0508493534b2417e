/** Which instructions read the build context, and what of it, as far as that is known where the session stands. Pure. */
import { copyWords } from "../builder/instructions/copy-words.ts";
import type { CopyInstruction } from "../dockerfile/program.ts";
import { remoteSource } from "../dockerfile/remote.ts";
import type { ContextReader } from "../look/context-account.ts";
import { type Session, stateBefore } from "./session.ts";

/** In order. */
export const contextReaders = (session: Session): readonly ContextReader[] =>
  session.plan.steps.flatMap(({ index, instruction }): readonly ContextReader[] => {
    const { line } = instruction.span;
    if (instruction.kind === "run") {
      const sources = boundSources(instruction.mounts);
      return sources.map((source) => ({ line, words: () => ({ sources: [source], options: {} }) }));
    }
    if ((instruction.kind !== "copy" && instruction.kind !== "add") || instruction.from !== undefined) return [];
    const local = instruction.sources.some((source) => remoteSource(source) === undefined);
    return local ? [{ line, words: () => wordsAt(session, index, instruction) }] : [];
  });

/** Throws StepProblem where they make no sense. */
function wordsAt(session: Session, index: number, instruction: CopyInstruction): ReturnType<ContextReader["words"]> {
  const { stage } = stateBefore(session, index);
  const raw = [...instruction.sources, ...instruction.exclude];
  if (stage === undefined && raw.some((word) => word.includes("$"))) return undefined;
  const found = stage === undefined ? instruction : copyWords(instruction, stage, session.plan.program.escape);
  const { sources, exclude, parents } = found;
  return { sources: sources.filter((source) => remoteSource(source) === undefined), options: { exclude, parents } };
}

type Mounts = Extract<Session["plan"]["steps"][number]["instruction"], { readonly kind: "run" }>["mounts"];

/** Of bind mounts of the build context. */
const boundSources = (mounts: Mounts): readonly string[] =>
  mounts.flatMap(({ fields }) => {
    const value = (...keys: readonly string[]) => fields.findLast(({ key }) => keys.includes(key))?.value;
    const kind = value("type") ?? "bind";
    return kind === "bind" && value("from") === undefined ? [value("source", "src") ?? "/"] : [];
  });
