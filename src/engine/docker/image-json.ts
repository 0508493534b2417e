/** GET /images/{ref}/json of every API version, turned into the port's Image. */
import { configFields, type Image, type ImageConfig } from "../engine.ts";

/** What we read of it. Engines leave out what is empty, each version a little more. */
export type ImageJson = {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Created?: string;
  readonly Author?: string;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
  readonly OsVersion?: string;
  readonly Size?: number;
  readonly RootFS?: { readonly Layers?: readonly string[] | null };
  readonly Config?: Readonly<Record<string, unknown>> | null;
};

/** What a Go engine tells for a time that was never set. */
const never = "0001-01-01T00:00:00Z";

export function imageOf(json: ImageJson): Image {
  return {
    id: json.Id,
    config: configOf(json.Config ?? {}),
    created: json.Created || never,
    author: json.Author ?? "",
    os: json.Os ?? "",
    architecture: json.Architecture ?? "",
    variant: json.Variant ?? "",
    ...(json.OsVersion ? { osVersion: json.OsVersion } : {}),
    diffIds: json.RootFS?.Layers ?? [],
    size: json.Size ?? 0,
    tags: json.RepoTags ?? [],
  };
}

function configOf(json: Readonly<Record<string, unknown>>): ImageConfig {
  // null means absent, but for Cmd and Entrypoint the port lets it through
  const told = configFields.filter((field) => json[field] !== undefined && json[field] !== null);
  return Object.fromEntries(told.map((field) => [field, json[field]])) as ImageConfig;
}
