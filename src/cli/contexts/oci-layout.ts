/**
 * --build-context name=oci-layout://folder[:tag|@digest]: the image of an OCI layout, loaded into the engine under a name of its
 * own. The archive sent serves both kinds of engines: an OCI layout, with docker's own manifest beside it.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { contextTag } from "../../builder/names.ts";
import { packTar, type TarMember } from "../../context/tar-write.ts";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../errors.ts";
import type { ContextSpec } from "../values/context-spec.ts";

type Layout = Extract<ContextSpec, { kind: "oci-layout" }>;

type Descriptor = {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
  readonly annotations?: Readonly<Record<string, string>>;
};

type Body = { readonly manifests?: readonly Descriptor[]; readonly config?: Descriptor; readonly layers?: readonly Descriptor[] };

const refName = "org.opencontainers.image.ref.name";
const imageName = "io.containerd.image.name";

/** The name the image has in the engine then. Throws UserError when the layout lacks it. */
export async function loadLayout(layout: Layout, engine: Engine): Promise<string> {
  const info = await engine.info();
  const manifest = resolve(layout, chosen(layout), info);
  const name = contextTag(manifest.digest);
  if ((await engine.image(name)) !== undefined) return name;
  await engine.load(packTar(members(layout, manifest, name)));
  return name;
}

/** The descriptor that digest or tag picks; the only one when neither does (buildx). */
function chosen(layout: Layout): Descriptor {
  const { manifests = [] } = readJson(layout, "index.json");
  const wanted = layout.digest;
  const found =
    wanted === undefined
      ? manifests.find(
          ({ annotations }) => annotations?.[refName] === layout.tag || annotations?.[imageName]?.endsWith(`:${layout.tag}`),
        )
      : (manifests.find(({ digest }) => digest === wanted) ?? descriptorOf(layout, wanted));
  const [only, second] = manifests;
  const result = found ?? (wanted === undefined && second === undefined ? only : undefined);
  if (result) return result;
  const tags = manifests.flatMap(({ annotations, digest }) => annotations?.[refName] ?? digest);
  throw new UserError({
    message: `the OCI layout ${layout.path} has no ${wanted ?? `tag ${layout.tag}`}`,
    hint: `it has: ${tags.join(", ") || "nothing"}`,
  });
}

/** A manifest that an index further down names. */
function descriptorOf(layout: Layout, digest: string): Descriptor | undefined {
  const file = blobFile(layout, digest);
  const size = file === undefined ? undefined : fs.statSync(file, { throwIfNoEntry: false })?.size;
  return size === undefined ? undefined : { digest, size };
}

/** Down through indexes to the manifest of the engine's platform. */
function resolve(
  layout: Layout,
  descriptor: Descriptor,
  info: { readonly os: string; readonly architecture: string },
): Descriptor {
  const { manifests } = readBlob(layout, descriptor);
  if (manifests === undefined) return descriptor;
  const fits =
    manifests.find(({ platform }) => platform?.os === info.os && platform.architecture === info.architecture) ?? manifests[0];
  if (!fits) throw new UserError(`the OCI layout ${layout.path} has an index without manifests: ${descriptor.digest}`);
  return resolve(layout, fits, info);
}

async function* members(layout: Layout, manifest: Descriptor, name: string): AsyncGenerator<TarMember> {
  const body = readBlob(layout, manifest);
  const { config, layers = [] } = body;
  if (!config) throw new UserError(`the OCI layout ${layout.path}: ${manifest.digest} is no image`);
  const { mediaType = "application/vnd.oci.image.manifest.v1+json", digest, size } = manifest;
  const annotations = { [imageName]: `docker.io/library/${name}` };
  yield json("oci-layout", { imageLayoutVersion: "1.0.0" });
  yield json("index.json", { schemaVersion: 2, manifests: [{ mediaType, digest, size, annotations }] });
  yield json("manifest.json", [{ Config: blobName(config), RepoTags: [name], Layers: layers.map(blobName) }]);
  const seen = new Set<string>();
  for (const blob of [manifest, config, ...layers]) {
    if (seen.has(blob.digest)) continue;
    seen.add(blob.digest);
    const file = needBlob(layout, blob);
    yield { ...plain(blobName(blob)), size: fs.statSync(file).size, content: checked(layout, blob, fs.createReadStream(file)) };
  }
}

const plain = (name: string) => ({ name, type: "file", mode: 0o644, uid: 0, gid: 0, mtime: 0 }) as const;

function json(name: string, value: unknown): TarMember {
  const content = Buffer.from(JSON.stringify(value));
  return { ...plain(name), size: content.length, content };
}

/** The bytes, as long as they are what the digest says. */
async function* checked(layout: Layout, { digest }: Descriptor, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const sum = createHash("sha256");
  for await (const part of content) {
    sum.update(part);
    yield part;
  }
  if (`sha256:${sum.digest("hex")}` !== digest)
    throw new UserError(`the OCI layout ${layout.path} is damaged: ${digest} has other content`);
}

const blobName = ({ digest }: Descriptor): string => `blobs/${digest.replace(":", "/")}`;

function blobFile({ path: folder }: Layout, digest: string): string | undefined {
  return /^sha256:[0-9a-f]{64}$/.test(digest) ? path.join(folder, "blobs", "sha256", digest.slice(7)) : undefined;
}

function needBlob(layout: Layout, { digest }: Descriptor): string {
  const file = blobFile(layout, digest);
  if (file !== undefined && fs.existsSync(file)) return file;
  throw new UserError(`the OCI layout ${layout.path} has no blob ${digest}`);
}

function readBlob(layout: Layout, descriptor: Descriptor): Body {
  return readJson(layout, path.relative(layout.path, needBlob(layout, descriptor)));
}

function readJson({ path: folder }: Layout, name: string): Body {
  const file = path.join(folder, name);
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Body;
  } catch (error) {
    throw new UserError({
      message: `${folder} is no OCI layout: ${file} cannot be read (${(error as Error).message})`,
      hint: "docker buildx build --output type=oci,dest=x.tar and untar it, or skopeo copy, make one",
    });
  }
}
