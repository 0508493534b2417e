// Words that name a stage or an image in COPY --from and RUN --mount=from=.
import type { Program, Span, Stage } from "../dockerfile/program.ts";
import type { Facts } from "./facts.ts";
import type { Sink } from "./finding.ts";
import { isNamedContext, tellMissing } from "./from.ts";
import { imageNameProblem } from "./image-name.ts";

/** `needed` false: of a stage that is not built BuildKit reads the names all the same, but asks nobody for the images. */
export function judgeReferences(
  { stages }: Program,
  { index, body }: Pick<Stage, "index" | "body">,
  facts: Facts,
  sink: Sink,
  needed = true,
): void {
  const earlier = stages.slice(0, index).flatMap(({ name }) => (name === undefined ? [] : [name]));
  const all = new Set(stages.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const judge = (what: string, word: string | undefined, span: Span, numbers: boolean): void => {
    if (word === undefined || word === "" || (numbers && /^[+-]?\d+$/.test(word))) return;
    const isStage = all.has(word.toLowerCase()) || isNamedContext(word, facts) || word === "scratch";
    if (isStage) return;
    const wrong = imageNameProblem(word);
    if (wrong === undefined) {
      if (needed) tellMissing(what, word, earlier, span, facts, sink);
    } else {
      const hint = earlier.length > 0 ? `Earlier stages are ${earlier.join(", ")}.` : "No earlier stage has a name.";
      sink.error("Stage", `${what}: ${wrong}, and no stage has that name`, span, hint);
    }
  };
  for (const instruction of body) {
    if (instruction.kind === "copy") judge(`COPY --from=${instruction.from}`, instruction.from, instruction.span, true);
    if (instruction.kind !== "run") continue;
    for (const { fields, span } of instruction.mounts) {
      const from = fields.findLast(({ key }) => key === "from")?.value;
      judge(`RUN --mount from=${from}`, from, span, false);
    }
  }
}
