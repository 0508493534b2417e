/** FROM of a named context that is a folder: its files as the one layer of an otherwise empty stage. */
import { noIgnore, readIgnore } from "../context/ignore.ts";
import { selectFromContext } from "../context/select.ts";
import { copyInto } from "./copy/copy-into.ts";
import { parseDestination } from "./copy/destination.ts";
import { noSources } from "./inputs/step-inputs.ts";
import { attemptContainer, chainKey, commitGood, findLayer, tellInputs, withContainer } from "./layer.ts";
import type { NamedContext } from "./request.ts";
import type { StageState } from "./state.ts";
import type { StepContext } from "./step-context.ts";

/** `empty` with the folder's files. BuildKit leaves no instruction's line in the history for them, the exporter adds one. */
export async function folderLayer(
  ctx: StepContext,
  empty: StageState,
  name: string,
  { root, ignore }: Extract<NamedContext, { kind: "folder" }>,
): Promise<StageState> {
  const selection = await selectFromContext(root, ignore ? await readIgnore(root) : noIgnore, ["."]);
  const key = chainKey("", "folder", await selection.digest(ctx.files.statCache, ctx.signal));
  const known = await findLayer(ctx, empty, key);
  tellInputs(ctx, empty, { sources: { ...noSources, files: selection.inputs }, key, known });
  const image = known ?? (await made());
  const trailingHistory = [`local source for ${name}`];
  const { id, size, diffIds, created } = image;
  return { ...empty, image: id, size, layers: diffIds.length, created, key, trailingHistory };

  function made() {
    const spec = { image: undefined, name: attemptContainer(ctx, "folder") };
    return withContainer(ctx, spec, async (container) => {
      const options = { signal: ctx.signal };
      await copyInto({ engine: ctx.engine, container }, selection, parseDestination("/", "/"), options);
      return commitGood(ctx, empty, container, key);
    });
  }
}
