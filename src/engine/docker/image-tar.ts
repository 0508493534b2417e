/** The two shapes of an image that POST /images/load takes without the data of layers that the engine has. */
import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { type Pack, pack } from "tar-stream";
import type { LayerTar } from "../engine.ts";
import { digestOf, hex, json } from "./image-config.ts";
import type { LayerBlob } from "./manifests.ts";
import { fullName, parseReference } from "./reference.ts";

type File = { readonly name: string; readonly data: Buffer };

/**
 * An archive whose first file is the data of `layer`; what is told of it comes behind, for its digest is known only then. Both
 * stores read an archive to its end before they look for anything in it, and know a layer by its digest, not by its file's name.
 */
export function imageTar(
  layer: LayerTar | undefined,
  describe: (added: LayerBlob | undefined) => readonly File[],
): AsyncIterable<Uint8Array> {
  const tar = pack();
  const fill = async (): Promise<void> => {
    const added = layer && (await putLayer(tar, layer));
    for (const { name, data } of describe(added)) tar.entry({ name, ...always }, data);
    tar.finalize();
  };
  fill().catch((error: Error) => tar.destroy(error));
  return tar as AsyncIterable<Uint8Array>;
}

const always = { mode: 0o644, mtime: new Date(0) };
const addedFile = "added/layer.tar";

/** Not compressed, so its diff id is the digest of its blob. */
async function putLayer(tar: Pack, { size, pieces }: LayerTar): Promise<LayerBlob> {
  const sum = createHash("sha256");
  const summed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      sum.update(piece);
      yield piece;
    }
  };
  await pipeline(summed, tar.entry({ name: addedFile, size, ...always }));
  return { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: `sha256:${sum.digest("hex")}`, size };
}

/** For graph drivers: docker's own archive; of the layer files it names only the added one is there. */
export function graphFiles(
  config: Buffer,
  layers: readonly string[],
  added: LayerBlob | undefined,
  tags: readonly string[],
): readonly File[] {
  const name = `${hex(config)}.json`;
  const absent = layers.map((diffId) => `${diffId.replace("sha256:", "")}/layer.tar`);
  const manifest = [{ Config: name, RepoTags: tags, Layers: [...absent, ...(added ? [addedFile] : [])] }];
  return [
    { name, data: config },
    { name: "manifest.json", data: json(manifest) },
  ];
}

/** For the containerd store: an OCI layout whose manifest names the layers by the digests of their blobs. */
export function ociFiles(
  config: Buffer,
  layers: readonly LayerBlob[],
  tags: readonly string[],
  platform: { readonly os: string; readonly architecture: string; readonly variant?: string },
): readonly File[] {
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
  return [
    { name: "oci-layout", data: json({ imageLayoutVersion: "1.0.0" }) },
    { name: "index.json", data: index },
    { name: `blobs/sha256/${hex(manifest)}`, data: manifest },
    { name: `blobs/sha256/${hex(config)}`, data: config },
  ];
}

/** Docker's names of the same formats. */
function ociMediaType(type: string): string {
  return type.replace(/^application\/vnd\.docker\.image\.rootfs\.diff\.tar\b\.?/, (found) =>
    found.endsWith(".") ? "application/vnd.oci.image.layer.v1.tar+" : "application/vnd.oci.image.layer.v1.tar",
  );
}
