/** The two shapes of an image that POST /images/load takes without the data of layers that the engine has. Pure. */
import { type Pack, pack } from "tar-stream";
import { digestOf, hex, json } from "./image-config.ts";
import type { LayerBlob } from "./manifests.ts";
import { fullName, parseReference } from "./reference.ts";

type File = { readonly name: string; readonly data: Buffer };

/** A layer that comes along: not compressed, so its diff id is the digest of its blob. */
type LooseLayer = LayerBlob & { readonly data: Buffer };

export function looseLayer(tar: Uint8Array): LooseLayer {
  const data = Buffer.from(tar);
  return { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: digestOf(data), size: data.length, data };
}

/** For graph drivers: docker's own archive; of the layer files it names only those of `added` are there. */
export function graphTar(
  config: Buffer,
  diffIds: readonly string[],
  tags: readonly string[],
  added: readonly LooseLayer[],
): Pack {
  const name = `${hex(config)}.json`;
  const manifest = [{ Config: name, RepoTags: tags, Layers: diffIds.map(layerFile) }];
  return tarOf([
    { name, data: config },
    { name: "manifest.json", data: json(manifest) },
    ...added.map(({ digest, data }) => ({ name: layerFile(digest), data })),
  ]);
}

const layerFile = (diffId: string): string => `${diffId.replace("sha256:", "")}/layer.tar`;

/** For the containerd store: an OCI layout whose manifest names the layers, and `added` on top, by the digests of their blobs. */
export function ociTar(
  config: Buffer,
  layers: readonly LayerBlob[],
  tags: readonly string[],
  platform: { readonly os: string; readonly architecture: string; readonly variant?: string },
  added: readonly LooseLayer[],
): Pack {
  const manifest = json({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf(config), size: config.length },
    layers: [...layers, ...added].map(({ mediaType, digest, size }) => ({ mediaType: ociMediaType(mediaType), digest, size })),
  });
  const entry = {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: digestOf(manifest),
    size: manifest.length,
    platform: {
      os: platform.os,
      architecture: platform.architecture,
      ...(platform.variant ? { variant: platform.variant } : {}),
    },
  };
  const index = json({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: tags.map((tag) => ({ ...entry, annotations: { "io.containerd.image.name": fullName(parseReference(tag)) } })),
  });
  return tarOf([
    { name: "oci-layout", data: json({ imageLayoutVersion: "1.0.0" }) },
    { name: "index.json", data: index },
    { name: `blobs/sha256/${hex(manifest)}`, data: manifest },
    { name: `blobs/sha256/${hex(config)}`, data: config },
    ...added.map(({ digest, data }) => ({ name: `blobs/sha256/${digest.replace("sha256:", "")}`, data })),
  ]);
}

/** Docker's names of the same formats. */
function ociMediaType(type: string): string {
  return type.replace(/^application\/vnd\.docker\.image\.rootfs\.diff\.tar\b\.?/, (found) =>
    found.endsWith(".") ? "application/vnd.oci.image.layer.v1.tar+" : "application/vnd.oci.image.layer.v1.tar",
  );
}

function tarOf(files: readonly File[]): Pack {
  const tar = pack();
  for (const { name, data } of files) tar.entry({ name, mode: 0o644, mtime: new Date(0) }, data);
  tar.finalize();
  return tar;
}
