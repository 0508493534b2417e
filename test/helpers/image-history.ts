/** The history of an image as (created_by, comment, empty_layer): what one can ask of two builds (dockerfile-semantics.md §0). */
import { docker, type SavedImage } from "./saved-image.ts";

export type HistoryEntry = { readonly created_by: string; readonly comment: string; readonly empty_layer: boolean };

/** The history of the image called `ref`, read as `image`; oldest first. */
export async function historyOf(ref: string, { config, layers }: SavedImage): Promise<readonly HistoryEntry[]> {
  if (layers.length === 0) return historyWithoutLayers(ref);
  return ((config.history ?? []) as readonly Partial<HistoryEntry>[]).map((one) => ({
    created_by: one.created_by ?? "",
    comment: one.comment ?? "",
    empty_layer: one.empty_layer ?? false,
  }));
}

/** One line per difference, empty when they are equal. */
export function historyDifferences(expected: readonly HistoryEntry[], actual: readonly HistoryEntry[]): readonly string[] {
  const list: string[] = [];
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const [want, have] = [expected[index], actual[index]];
    if (want === undefined || have === undefined) {
      list.push(want ? `${index}: missing, expected ${want.created_by}` : `${index}: unexpected ${have?.created_by}`);
      continue;
    }
    for (const key of ["created_by", "comment", "empty_layer"] as const) {
      if (want[key] !== have[key]) {
        list.push(`${index} ${key}: ${JSON.stringify(have[key])}, expected ${JSON.stringify(want[key])}`);
      }
    }
  }
  return list;
}

/** Such an image cannot be saved on every store; nothing of its history has a layer. */
async function historyWithoutLayers(ref: string): Promise<readonly HistoryEntry[]> {
  const text = await docker("history", "--no-trunc", "--format", "{{json .}}", ref);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { readonly CreatedBy: string; readonly Comment: string })
    .map(({ CreatedBy, Comment }) => ({ created_by: CreatedBy, comment: Comment, empty_layer: true }))
    .reverse();
}
