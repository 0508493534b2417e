// Layers that a stage comes to: what an engine cannot store is told before hours of building.
import type { Instruction } from "../dockerfile/program.ts";
import type { StageState } from "./judge-stage.ts";
import type { Judging } from "./judging.ts";

/** Counts the layer that a RUN, COPY or ADD makes. The first one of a stage that is too many is an error. */
export function judgeLayers({ span }: Instruction, state: StageState, { facts, sink }: Judging): void {
  if (state.layers === undefined || facts.mostLayers === undefined) return;
  state.layers++;
  if (state.layers !== facts.mostLayers + 1) return;
  const ofBase = state.baseLayers > 0 ? `, ${state.baseLayers} of them the base image's` : "";
  sink.error(
    "Layers",
    `this would be layer ${state.layers}${ofBase}; this engine stores at most ${facts.mostLayers} in an image (max depth exceeded)`,
    span,
    "join instructions (RUN one && two, a heredoc, one COPY for several files), or begin another stage and COPY --from=… what it needs",
  );
}
