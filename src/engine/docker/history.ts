/** GET /images/{id}/history, turned into the lines of an image config. */
import type { HistoryEntry, Image } from "../engine.ts";
import { ask, type Wire } from "./wire.ts";

type Line = { readonly Created?: number; readonly CreatedBy?: string; readonly Comment?: string; readonly Size?: number };

/**
 * Lines of the image, base first. The call does not say which of them made a layer: those with a size did, and as many
 * of the newest without one as there are layers left.
 */
export async function imageHistory(wire: Wire, image: Image): Promise<readonly HistoryEntry[]> {
  const answer: unknown = await ask(wire, () => wire.docker.getImage(image.id).history());
  const lines = (answer as readonly Line[]).toReversed();
  let unseen = image.diffIds.length - lines.filter(({ Size = 0 }) => Size > 0).length;
  const layered = lines.map(({ Size = 0 }) => Size > 0);
  for (let at = lines.length - 1; at >= 0 && unseen > 0; at--) {
    if (layered[at]) continue;
    layered[at] = true;
    unseen--;
  }
  return lines.map(({ Created, CreatedBy = "", Comment = "" }, at) => ({
    ...(Created !== undefined && Created > 0 && { created: new Date(Created * 1000).toISOString() }),
    created_by: CreatedBy,
    ...(Comment !== "" && { comment: Comment }),
    ...(!layered[at] && { empty_layer: true }),
  }));
}
