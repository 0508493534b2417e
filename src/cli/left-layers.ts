/** The failed layers that the session before left of a Dockerfile: which are still there, and in what words a person hears of them. */
import fs from "node:fs";
import type { Leftover } from "../debugger/leftovers.ts";
import { editedWords } from "../debugger/manual-change-labels.ts";
import type { Engine } from "../engine/engine.ts";
import { type LayerRecord, type LeftLayer, newestRecord } from "../store/layers.ts";

/** What the newest session of `dockerfile` on the engine at `address` left, and what its steps took. */
export function leftBefore(env: NodeJS.ProcessEnv, dockerfile: string, address: string): Pick<LayerRecord, "left" | "times"> {
  const meant = real(dockerfile);
  const record = newestRecord(env, (other) => other === dockerfile || real(other) === meant);
  return record?.engine === address ? record : { left: [] };
}

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}

/** Those that the engine has, with their ids. Never throws. */
export async function thoseThere(engine: Engine, left: readonly LeftLayer[]): Promise<readonly Leftover[]> {
  const all = await Promise.all(
    left.map(async (each): Promise<readonly Leftover[]> => {
      const image = (await engine.image(each.tag).catch(() => undefined))?.id;
      return image === undefined ? [] : [{ ...each, image }];
    }),
  );
  return all.flat();
}

/** Is the instruction of `tag` among what the sweep says still runs? Its layer comes later. */
export const stillRuns = ({ tag }: LeftLayer, swept: readonly string[]): boolean => {
  const rest = tag.slice(tag.indexOf(":") + 1);
  const container = `dbuild-${rest}${rest.endsWith("-shell") ? "" : "-"}`;
  return swept.some((line) => line.includes(container));
};

/**
 * One list for the record: of one instruction on one base layer only the newest layers, and no endless list. What is done in a shell that
 * still runs comes on top of them.
 */
export function handedOn(own: readonly LeftLayer[], earlier: readonly LeftLayer[]): readonly LeftLayer[] {
  const known = new Set(own.map(({ key }) => key));
  return [...own, ...earlier.filter(({ key, kind }) => key === undefined || kind === "shell" || !known.has(key))].slice(0, 20);
}

/** `takesUp`: the build stops at them. */
export function leftLayersText(left: readonly Leftover[], takesUp: boolean): string {
  const each = left.map(({ line, kind, exitCode, edited, tag }) => {
    const byHand = edited === undefined ? "changed in a shell" : editedWords({ files: edited.files });
    const what = kind === "shell" ? byHand : kind === "interrupted" ? "interrupted" : `exit ${exitCode ?? "?"}`;
    return `line ${line} (${what}) ${tag}`;
  });
  const use = takesUp
    ? "continue goes there for shell, retry-failed, accept if nothing before it changed; else docker run -it"
    : "docker run -it enters it";
  return `Left by the session before: ${each.join(", ")} (${use}).`;
}
