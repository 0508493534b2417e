/** The two shapes of an image without layer data that POST /images/load takes when the engine has the layers. Pure. */
import { type Pack, pack } from "tar-stream";
import { digestOf, hex, json } from "./image-config.ts";
import type { LayerBlob } from "./manifests.ts";
import { fullName, parseReference } from "./reference.ts";

type File = { readonly name: string; readonly data: Buffer };

/** A tar without entries, its digest, and how it stands among the layers of the containerd store. */
const emptyTar = Buffer.alloc(1024);
export const emptyDiffId = digestOf(emptyTar);
export const emptyBlob: LayerBlob = {
  mediaType: "application/vnd.oci.image.layer.v1.tar",
  digest: emptyDiffId,
  size: emptyTar.length,
};

/** For graph drivers: docker's own archive; the layer files it names are absent, but for that of an empty layer. */
export function graphTar(config: Buffer, diffIds: readonly string[], tags: readonly string[], emptyLayer = false): Pack {
  const name = `${hex(config)}.json`;
  const manifest = [{ Config: name, RepoTags: tags, Layers: diffIds.map(layerFile) }];
  return tarOf([
    { name, data: config },
    { name: "manifest.json", data: json(manifest) },
    ...(emptyLayer ? [{ name: layerFile(emptyDiffId), data: emptyTar }] : []),
  ]);
}

const layerFile = (diffId: string): string => `${diffId.replace("sha256:", "")}/layer.tar`;

/** For the containerd store: an OCI layout whose manifest names the layers by the digests of their blobs. */
export function ociTar(
  config: Buffer,
  layers: readonly LayerBlob[],
  tags: readonly string[],
  platform: { readonly os: string; readonly architecture: string; readonly variant?: string },
  emptyLayer = false,
): Pack {
  const manifest = json({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf(config), size: config.length },
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType: ociMediaType(mediaType), digest, size })),
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
    ...(emptyLayer ? [{ name: `blobs/sha256/${emptyDiffId.replace("sha256:", "")}`, data: emptyTar }] : []),
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
