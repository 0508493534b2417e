/** An image's history as the config holds it, out of what GET /images/{id}/history tells. */
import type { HistoryEntry, Image } from "../engine.ts";
import { ask, type Wire } from "./wire.ts";

/** Newest first. The engine keeps `empty_layer` and `author` to itself. */
export type HistoryJson = {
  readonly Created?: number;
  readonly CreatedBy?: string;
  readonly Comment?: string;
  readonly Size?: number;
};

export async function imageHistory(wire: Wire, image: Image): Promise<readonly HistoryEntry[]> {
  const lines: HistoryJson[] = await ask(wire, () => wire.docker.getImage(image.id).history());
  return historyOf(lines, image.diffIds.length);
}

/**
 * Marks the entries that made no layer, so that no more than `layers` are left that did. An entry with bytes made one; of
 * those without, the likeliest are taken until the layers are used up: first what runs or copies, then WORKDIR, then the rest.
 */
export function historyOf(newestFirst: readonly HistoryJson[], layers: number): readonly HistoryEntry[] {
  const lines = newestFirst.toReversed();
  const byLikelihood = lines
    .map((line, at) => ({ at, rank: rankOf(line) }))
    .sort((one, other) => one.rank - other.rank || one.at - other.at);
  const made = new Set(byLikelihood.slice(0, layers).map(({ at }) => at));
  return lines.map(({ Created, CreatedBy, Comment }, at) => ({
    ...(Created === undefined || Created < 0 ? {} : { created: new Date(Created * 1000).toISOString().replace(".000Z", "Z") }),
    ...(CreatedBy ? { created_by: CreatedBy } : {}),
    ...(Comment ? { comment: Comment } : {}),
    ...(made.has(at) ? {} : { empty_layer: true }),
  }));
}

function rankOf({ Size = 0, CreatedBy = "" }: HistoryJson): number {
  if (Size > 0) return 0;
  // classic builds write `/bin/sh -c #(nop)  CMD [...]`, BuildKit the instruction itself
  const metadata =
    /^(?:\/bin\/sh -c #\(nop\) +)?(ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/;
  if (metadata.test(CreatedBy)) return 3;
  return /^(?:\/bin\/sh -c #\(nop\) +)?WORKDIR\b/.test(CreatedBy) ? 2 : 1;
}
