// What COPY --from and RUN --mount=from= name: a stage, a number of one, or an image.
import type { Instruction, Span } from "./program.ts";

type Source = {
  readonly span: Span;
  /** As problems tell it. */
  readonly what: string;
  readonly from: string;
  /** Only COPY takes numbers. */
  readonly isNumber: boolean;
};

export function sourcesOf(instruction: Instruction): readonly Source[] {
  const { span } = instruction;
  if (instruction.kind === "copy" && instruction.from !== undefined) {
    const { from } = instruction;
    return [{ span, what: `COPY --from=${from}`, from, isNumber: /^[+-]?\d+$/.test(from) }];
  }
  if (instruction.kind !== "run") return [];
  return instruction.mounts.flatMap((mount) => {
    const from = mount.fields.findLast(({ key }) => key === "from")?.value;
    return from ? [{ span: mount.span, what: `RUN --mount from=${from}`, from, isNumber: false }] : [];
  });
}
