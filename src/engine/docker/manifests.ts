/** Image manifests and indexes as registries and OCI layouts hold them, and which of several is an image's own. Pure. */
import type { Image } from "../engine.ts";

export type LayerBlob = { readonly mediaType: string; readonly digest: string; readonly size: number };

/** A manifest (`layers`) or an index (`manifests`). */
export type Manifest = {
  readonly layers?: readonly LayerBlob[];
  readonly manifests?: readonly { readonly digest: string; readonly platform?: Platform }[];
};
type Platform = { readonly os?: string; readonly architecture?: string; readonly variant?: string };

/** One as found, under its digest. */
export type Found = { readonly digest: string; readonly body: Manifest };

/** The layers of the one manifest that is this image's; undefined when none or several could be. */
export function layersOf(found: readonly Found[], image: Image): readonly LayerBlob[] | undefined {
  const index = found.find(({ digest }) => digest === image.id)?.body.manifests ?? [];
  const ofPlatform = index.filter(({ platform }) => isPlatform(platform, image)).map(({ digest }) => digest);
  const fits = found.filter(({ body }) => hasLayers(body, image.diffIds.length));
  const named = fits.filter(({ digest }) => digest === image.id || ofPlatform.includes(digest));
  const [only, second] = named.length > 0 ? named : fits;
  return second === undefined ? only?.body.layers : undefined;
}

function hasLayers({ layers }: Manifest, count: number): boolean {
  return layers?.length === count && layers.every(({ mediaType }) => isLayerType(mediaType));
}

function isPlatform(platform: Platform | undefined, image: Image): boolean {
  if (platform?.os !== image.os || platform.architecture !== image.architecture) return false;
  return (platform.variant ?? "") === image.variant;
}

/** Is it a file system's layer (an attestation's are not)? */
function isLayerType(type: string): boolean {
  return /^application\/vnd\.(?:docker\.image\.rootfs\.diff|oci\.image\.layer\.v1)\.tar/.test(type);
}
