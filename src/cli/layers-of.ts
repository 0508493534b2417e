/** The layers of a session, step by step, for its record. Pure. */
import { failureOf, leftLayer, type Session, stateAfter } from "../debugger/session.ts";
import type { LayerRecord } from "../store/layers.ts";

export const keptOf = ({ failures }: Session): readonly string[] =>
  Object.values(failures).flatMap((failure) => failure?.container ?? []);

/** Ids of all that it has made or found: its layers, and the image at its end. */
export const imagesOf = (session: Session): readonly string[] => [
  ...layersOf(session).map(({ image }) => image),
  ...(session.status.kind === "done" ? [session.status.image] : []),
];

export function layersOf(session: Session): LayerRecord["layers"] {
  const { steps, program } = session.plan;
  return steps.flatMap(({ index, stage, instruction }) => {
    const failure = failureOf(session, index);
    const after = stateAfter(session, index)?.stage?.image;
    const failed = after === undefined && leftLayer(failure) ? failure.image : undefined;
    const image = after ?? failed;
    if (image === undefined) return [];
    const { line, endLine } = instruction.span;
    const name = program.stages[stage]?.name ?? "";
    return [{ line, endLine, stageIndex: stage, stage: name.toLowerCase(), image, failed: failed !== undefined }];
  });
}
