// What COPY --from and RUN --mount=from= name: a stage, a number of one, or an image.
import type { Instruction, MountFlag, Span } from "./program.ts";

type Source = {
  readonly span: Span;
  /** As problems tell it. */
  readonly what: string;
  readonly from: string;
  /** Only COPY takes numbers. */
  readonly isNumber: boolean;
  /** Nobody reads there, but a circle through it is one. */
  readonly unread?: true;
};

/** What BuildKit takes a mount without `from` to be from: of a stage so called (lint: ReservedStageName) it becomes true. */
const nowhere = "scratch";

/** The `from` of a RUN --mount as it counts for the order of stages. */
export const mountFrom = ({ fields }: MountFlag): string => fields.findLast(({ key }) => key === "from")?.value || nowhere;

/** A cache is filled from there; other mounts without `from` read the context or nothing. */
const isCache = ({ fields }: MountFlag): boolean => /^cache$/i.test(fields.findLast(({ key }) => key === "type")?.value ?? "");

const none: readonly Source[] = [];

export function sourcesOf(instruction: Instruction): readonly Source[] {
  const { span } = instruction;
  if (instruction.kind === "copy" && instruction.from !== undefined) {
    const { from } = instruction;
    return [{ span, what: `COPY --from=${from}`, from, isNumber: /^[+-]?\d+$/.test(from) }];
  }
  if (instruction.kind !== "run" || instruction.mounts.length === 0) return none;
  return instruction.mounts.map((mount) => {
    const { span } = mount;
    const from = mount.fields.findLast(({ key }) => key === "from")?.value;
    if (from) return { span, what: `RUN --mount from=${from}`, from, isNumber: false };
    const what = `RUN --mount without from, which means ${nowhere},`;
    return { span, what, from: nowhere, isNumber: false, ...(!isCache(mount) && { unread: true }) };
  });
}
