// Numbers behind the last stage in COPY --from: BuildKit takes them for images.
import type { Instruction } from "./program.ts";
import { sourcesOf } from "./stage-sources.ts";

/**
 * Every image that a COPY --from or a RUN --mount=from= names is one more stage for BuildKit, behind all of the file's, in order of
 * appearance: with one stage `COPY --from=1` behind a `COPY --from=busybox` copies from busybox (28.5). Such a number becomes the
 * image's name here, so that nobody else needs to know.
 */
export function nameImages<S extends { readonly body: readonly Instruction[]; readonly name?: string }>(
  stages: readonly S[],
): readonly (S & { readonly body: readonly Instruction[] })[] {
  const names = new Set(stages.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const images: string[] = [];
  return stages.map((stage) => ({
    ...stage,
    body: stage.body.map((instruction) => {
      for (const { from, isNumber } of sourcesOf(instruction)) {
        const image = isNumber ? images[Number(from) - stages.length] : undefined;
        if (image !== undefined) return { ...instruction, from: image };
        if (!isNumber && !names.has(from.toLowerCase())) images.push(from);
      }
      return instruction;
    }),
  }));
}
