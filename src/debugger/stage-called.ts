/** Which stage a person means. Pure. */
import type { Program } from "../dockerfile/program.ts";

/** Index of the stage of that name or number; `final` is the last one too, where no stage is called so. -1: there is none. */
export function stageCalled({ stages }: Pick<Program, "stages">, word: string): number {
  const wanted = word.toLowerCase();
  const named = stages.findIndex(({ name }) => name?.toLowerCase() === wanted);
  if (named >= 0) return named;
  if (/^\d+$/.test(word)) return Number(word) < stages.length ? Number(word) : -1;
  return wanted === "final" ? stages.length - 1 : -1;
}
