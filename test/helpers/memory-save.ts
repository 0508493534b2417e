/** What the in-memory engine saves: it knows the files of whole images only, so a layer says anew all there is after it. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pack } from "tar-stream";
import type { Image } from "../../src/engine/engine.ts";
import { directory, file, type Tree, tarOf } from "./memory-files.ts";

type Saved = { readonly image: Image; readonly tree: Tree };

/** docker's archive of `images`. `all`: whatever the engine has, to find what is there after a layer. */
export async function memoryArchive(images: readonly Saved[], all: Iterable<Saved>): Promise<Readable> {
  const blobs = new Map<string, Buffer>();
  const put = (content: Buffer): string => {
    const name = `blobs/sha256/${createHash("sha256").update(content).digest("hex")}`;
    blobs.set(name, content);
    return name;
  };
  const known = new Map([...all].map(({ image, tree }) => [image.diffIds.join(), tree]));
  const manifest = await Promise.all(
    images.map(async ({ image, tree }) => {
      known.set(image.diffIds.join(), tree);
      const trees = image.diffIds.map((_, index) => known.get(image.diffIds.slice(0, index + 1).join()));
      const layers = await Promise.all(trees.map(layerOf));
      const { config, os, architecture, author, diffIds } = image;
      const blob = { config, os, architecture, author, rootfs: { type: "layers", diff_ids: diffIds } };
      return { Config: put(Buffer.from(JSON.stringify(blob))), RepoTags: image.tags, Layers: layers.map(put) };
    }),
  );
  const tar = pack();
  for (const [name, content] of blobs) tar.entry({ name }, content);
  tar.entry({ name: "manifest.json" }, JSON.stringify(manifest));
  tar.finalize();
  return Readable.from(tar as AsyncIterable<Uint8Array>, { objectMode: false });
}

/** A layer that takes all below it away and brings `tree`. */
async function layerOf(tree: Tree | undefined): Promise<Buffer> {
  if (tree === undefined) return Buffer.alloc(1024);
  const whole: Tree = new Map([["/", directory({ mtime: 0 })], ["/.wh..wh..opq", file("", { mtime: 0 })], ...tree]);
  const pieces: Uint8Array[] = [];
  for await (const piece of tarOf(whole, "/")) pieces.push(piece);
  return Buffer.concat(pieces);
}
