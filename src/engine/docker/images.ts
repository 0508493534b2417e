/** Images: look one up, tag, untag, list tags. */
import { EngineRefusedError } from "../../errors.ts";
import type { Image } from "../engine.ts";
import { type ImageJson, imageOf } from "./image-json.ts";
import { isImageId, parseReference } from "./reference.ts";
import { ask, askMaybe, type Wire } from "./wire.ts";

export async function findImage(wire: Wire, ref: string): Promise<Image | undefined> {
  if (!isImageId(ref)) parseReference(ref);
  const json = await askMaybe(wire, () => wire.docker.getImage(ref).inspect());
  return json === undefined ? undefined : imageOf(json as unknown as ImageJson);
}

/** As findImage, for an image that must be there: EngineRefusedError 404 when it is not. */
export async function getImage(wire: Wire, ref: string): Promise<Image> {
  const image = await findImage(wire, ref);
  if (image === undefined) throw new EngineRefusedError(`No such image: ${ref}`, 404);
  return image;
}

export async function tagImage(wire: Wire, image: string, ref: string): Promise<void> {
  const { repo, tag } = splitTag(ref);
  await ask(wire, () => wire.docker.getImage(image).tag({ repo, tag }));
}

/** Only the tag goes, and the image with its last one; parents stay, but for nameless ones with `parents`. */
export async function untagImage(wire: Wire, ref: string, parents = false): Promise<void> {
  parseReference(ref);
  await askMaybe(wire, () => wire.docker.getImage(ref).remove({ noprune: !parents }));
}

/** A filter of GET /images/json: engines apply it before they look at an image, which is what costs. */
export const inRepositories = (repos: readonly string[]): string =>
  JSON.stringify({ reference: repos.map((repo) => `${repo}:*`) });

export async function listTags(wire: Wire, repos: readonly string[]): Promise<readonly string[]> {
  const filters = inRepositories(repos);
  const list = await ask(wire, () => wire.docker.listImages({ filters }));
  const escaped = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  const patterns = repos.map((repo) => new RegExp(`^${repo.split("*").map(escaped).join("[^/]*")}:[^/:]*$`));
  return list.flatMap((image) => image.RepoTags ?? []).filter((tag) => patterns.some((pattern) => pattern.test(tag)));
}

/** `repo:tag` in two, `latest` when there is no tag. Throws EngineRefusedError 400 when it is no name to tag with. */
export function splitTag(ref: string): { readonly repo: string; readonly tag: string } {
  const { tag, digest } = parseReference(ref);
  if (digest !== undefined) throw new EngineRefusedError(`refusing to create a tag with a digest reference: ${ref}`, 400);
  return tag === undefined ? { repo: ref, tag: "latest" } : { repo: ref.slice(0, -tag.length - 1), tag };
}
