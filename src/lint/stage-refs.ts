// Words that name a stage or an image in COPY --from and RUN --mount=from=.
import type { Program, Span, Stage } from "../dockerfile/program.ts";
import { stageIndex } from "../dockerfile/stage-index.ts";
import { imageNameProblem } from "./image-name.ts";
import { isNamedContext, mostNamed, namesOf, tellMissing } from "./judge-from.ts";
import type { Judging } from "./judging.ts";

/** `needed` false: of a stage that is not built BuildKit reads the names all the same, but asks nobody for the images. */
export function judgeReferences(
  { stages }: Program,
  { index, body }: Pick<Stage, "index" | "body">,
  { facts, sink }: Pick<Judging, "facts" | "sink">,
  needed = true,
): void {
  const known = stageIndex(stages);
  const judge = (what: string, word: string | undefined, span: Span, numbers: boolean): void => {
    if (word === undefined || word === "" || (numbers && /^[+-]?\d+$/.test(word))) return;
    const isStage = known.count(word.toLowerCase()) > 0 || isNamedContext(word, facts) || word === "scratch";
    if (isStage) return;
    const wrong = imageNameProblem(word);
    const earlier = stages.slice(Math.max(0, index - mostNamed), index);
    if (wrong === undefined) {
      if (needed) tellMissing(what, word, earlier, { span, facts, sink });
    } else {
      const names = namesOf(earlier).join(", ");
      const more = index > mostNamed ? `${index - mostNamed} more and ` : "";
      const hint = names === "" ? "No earlier stage has a name." : `Earlier stages are ${more}${names}.`;
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
