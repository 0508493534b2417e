/** What a builder made of a case: an image in comparable form, or a refusal with the lines it marked. */
import { configOf } from "../helpers/image-config.ts";
import { type HistoryEntry, historyOf } from "../helpers/image-history.ts";
import { type TreeEntry, treeOf } from "../helpers/image-tree.ts";
import { savedImage } from "../helpers/saved-image.ts";

export type Outcome =
  | {
      readonly kind: "built";
      /** Seconds since the epoch, before the build. */
      readonly began: number;
      readonly config: Readonly<Record<string, unknown>>;
      readonly history: readonly HistoryEntry[];
      readonly tree: Readonly<Record<string, TreeEntry>>;
    }
  | {
      readonly kind: "refused";
      readonly code: number | null;
      /** Lines of the Dockerfile marked in its excerpts, from 1. */
      readonly lines: readonly number[];
      readonly said: string;
    };

/** Reads the image `tag` that a build begun at `began` made. */
export async function builtOutcome(tag: string, began: number, neutral: (text: string) => string): Promise<Outcome> {
  const image = await savedImage(tag);
  const plain = { config: configOf(image), history: await historyOf(tag, image) };
  return {
    kind: "built",
    began,
    ...(JSON.parse(neutral(JSON.stringify(plain))) as typeof plain),
    tree: Object.fromEntries(treeOf(image)),
  };
}

/** `said`: all that the builder printed. */
export function refusedOutcome(code: number | null, said: string): Outcome {
  return { kind: "refused", code, lines: markedLines(said), said };
}

/** Both builders mark lines of the Dockerfile as `  3 | >>> RUN …`; messages may name a line too. */
function markedLines(said: string): readonly number[] {
  const marked = [...said.matchAll(/^\s*(\d+) \| +>>>/gm)].map(([, number]) => Number(number));
  const named = [...said.matchAll(/error on line (\d+)/g)].map(([, number]) => Number(number));
  return [...new Set([...marked, ...named])].sort((a, b) => a - b);
}
