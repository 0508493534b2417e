/** Two images compared: layers merged, whiteouts, every kind of difference, hostile names, and what is not read. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compareImages } from "../../src/compare/compare-images.ts";
import { fileDifferences } from "../../src/compare/file-differences.ts";
import { type LayerEntry, mergeLayers } from "../../src/compare/merged-tree.ts";
import { readSavedImages } from "../../src/compare/saved-images.ts";
import { packTar, type TarMember } from "../../src/context/tar-write.ts";
import type { Image } from "../../src/engine/engine.ts";
import { createMemoryEngine } from "../helpers/memory-engine.ts";

type Fields = Partial<Omit<TarMember, "content">> & { readonly text?: string };

const member = (name: string, { text = "", ...fields }: Fields = {}): TarMember => {
  const type = fields.type ?? "file";
  const content = type === "file" ? Buffer.from(text) : undefined;
  return {
    name,
    type,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    size: content?.length ?? 0,
    ...fields,
    ...(content && { content }),
  };
};
const folder = (name: string, fields: Fields = {}) => member(name, { type: "directory", mode: 0o755, ...fields });

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) chunks.push(Uint8Array.from(piece));
  return Buffer.concat(chunks);
}

const hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** An engine's archive of one image for each list of layers; `pack` as the containerd store has its layers. */
async function archiveOf(images: readonly (readonly (readonly TarMember[])[])[], pack = (layer: Buffer): Buffer => layer) {
  const blobs = new Map<string, Buffer>();
  const put = (content: Buffer): string => {
    const name = `blobs/sha256/${hex(content)}`;
    blobs.set(name, content);
    return name;
  };
  const made: { readonly diffIds: readonly string[]; readonly manifest: object }[] = [];
  for (const layers of images) {
    const tars = await Promise.all(layers.map((members) => bytesOf(packTar(members))));
    const diffIds = tars.map((tar) => `sha256:${hex(tar)}`);
    const config = Buffer.from(JSON.stringify({ rootfs: { type: "layers", diff_ids: diffIds } }));
    made.push({ diffIds, manifest: { Config: put(config), Layers: tars.map((tar) => put(pack(tar))) } });
  }
  const manifest = Buffer.from(JSON.stringify(made.map((one) => one.manifest)));
  const members = [...blobs, ["manifest.json", manifest] as const].map(([name, content]) => ({
    ...member(name),
    size: content.length,
    content,
  }));
  return { archive: await bytesOf(packTar(members)), diffIds: made.map((one) => one.diffIds) };
}

const merged = async (...layers: readonly (readonly TarMember[])[]) => {
  const { archive } = await archiveOf([layers]);
  const [image] = await readSavedImages(Readable.from([archive]));
  return mergeLayers(image?.layers ?? []);
};

const told = async (from: readonly TarMember[], to: readonly TarMember[]) =>
  fileDifferences(await merged(from), await merged(to)).map((one) =>
    one.kind === "changed" ? `${one.path}: ${one.what.join(" ")}` : `${one.path}: ${one.kind}`,
  );

describe("layers put on top of each other", () => {
  it("whiteouts hide what is below, never what comes with them, whatever the order", async () => {
    const base = [folder("a"), member("a/one"), folder("a/b"), member("a/b/two"), member("c")];
    const top = [member("a/new"), member(".wh.c"), folder("a"), member("a/.wh..wh..opq"), member("a/.wh.new")];
    expect([...(await merged(base, top)).keys()]).toEqual(["/a", "/a/new"]);
  });

  it("a file takes the place of a directory and the reverse", async () => {
    const tree = await merged([folder("a"), member("a/b"), member("c")], [member("a"), folder("c"), member("c/d")]);
    expect([...tree].map(([path, { type }]) => [path, type])).toEqual([
      ["/a", "file"],
      ["/c", "directory"],
      ["/c/d", "file"],
    ]);
  });

  it("names of one file know each other; one written again is a file of its own", async () => {
    const base = [member("a", { text: "x" }), member("b", { type: "hardlink", linkTarget: "a" })];
    expect((await merged(base)).get("/a")?.links).toEqual(["/b"]);
    const tree = await merged(base, [member("b", { text: "y" })]);
    expect([tree.get("/a")?.links, tree.get("/b")?.links]).toEqual([undefined, undefined]);
  });

  it("of 20,000 files in one folder it takes no time worth counting", () => {
    const entries: LayerEntry[] = [];
    const entry = { type: "file", mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 0 } as const;
    for (let index = 0; index < 20_000; index++) entries.push({ entry: { ...entry, path: `usr/${index}` }, sha256: "" });
    expect(mergeLayers([entries, entries]).size).toBe(20_001);
  });
});

describe("a difference is told", () => {
  const plain = member("f", { text: "a" });
  const changes: Readonly<Record<string, readonly [TarMember, string]>> = {
    mode: [member("f", { text: "a", mode: 0o4644 }), "mode"],
    owner: [member("f", { text: "a", uid: 3_000_000 }), "uid"],
    group: [member("f", { text: "a", gid: 7 }), "gid"],
    content: [member("f", { text: "b" }), "sha256"],
    size: [member("f", { text: "ab" }), "size sha256"],
    type: [folder("f", { mode: 0o644 }), "type size sha256"],
    attributes: [member("f", { text: "a", pax: { "SCHILY.xattr.security.capability": "\x01\xff" } }), "xattrs"],
  };
  it.for(Object.entries(changes))("%s", async ([, [other, what]]) =>
    expect(await told([plain], [other])).toEqual([`/f: ${what}`]),
  );

  it("links and devices", async () => {
    const link = (linkTarget: string) => member("l", { type: "symlink", linkTarget });
    expect(await told([link("a")], [link("b")])).toEqual(["/l: linkTarget"]);
    const device = (devMinor: number) => member("d", { type: "character-device", devMajor: 1, devMinor });
    expect(await told([device(3)], [device(5)])).toEqual(["/d: device"]);
    const two = (other: TarMember) => [member("a"), member("b"), other];
    expect(await told(two(member("c")), two(member("c", { type: "hardlink", linkTarget: "a" })))).toEqual([
      "/a: links",
      "/c: links",
    ]);
  });

  it("not the time", async () => expect(await told([plain], [member("f", { text: "a", mtime: 9 })])).toEqual([]));

  it("of names that no screen may see as they are", async () => {
    const names = ["\u001b[2J", "a\nb", "x\u202ey", "{", "…", "__proto__", "constructor"];
    const tree = await merged(names.map((name) => member(name)));
    expect([...tree.keys()].sort()).toEqual(names.map((name) => `/${name}`).sort());
    expect(
      await told(
        [],
        names.map((name) => member(name)),
      ),
    ).toHaveLength(names.length);
  });
});

describe("images of an engine", () => {
  const imageOf = (id: string, diffIds: readonly string[], config: Image["config"] = {}): Image => ({
    id,
    config,
    created: "",
    author: "",
    os: "linux",
    architecture: "amd64",
    variant: "",
    diffIds,
    size: 0,
    tags: [],
  });
  const compared = async (
    from: readonly (readonly TarMember[])[],
    to: readonly (readonly TarMember[])[],
    pack?: (layer: Buffer) => Buffer,
  ) => {
    const { archive, diffIds } = await archiveOf([from, to], pack);
    let saves = 0;
    const save = async () => {
      saves++;
      return Readable.from([archive], { objectMode: false });
    };
    const [one = [], other = []] = diffIds;
    return { ...(await compareImages({ save }, imageOf("a", one), imageOf("b", other))), saves };
  };
  const base = [member("big", { text: "x".repeat(1000) }), folder("etc")];

  it("nothing is read where all layers are the same", async () => {
    const { files, cost, saves } = await compared([base], [base]);
    expect({ files, cost, saves }).toEqual({ files: [], cost: { shared: 1, own: 0, bytes: 0 }, saves: 0 });
  });

  it("what both have is passed by", async () => {
    const { files, cost, saves } = await compared([base, [member("a", { text: "1" })]], [base, [member("a", { text: "22" })]]);
    expect(files.map(({ path }) => path)).toEqual(["/a"]);
    expect({ cost, saves }).toEqual({ cost: { shared: 1, own: 2, bytes: 3 }, saves: 1 });
  });

  it("a file that one wrote again as it was below is read, and equal", async () => {
    const again = [member("big", { text: "x".repeat(1000), mtime: 5 })];
    expect(await compared([base, again], [base, [folder("etc")]])).toMatchObject({ files: [], saves: 2 });
    const changed = [member("big", { text: "y".repeat(1000) })];
    const { files } = await compared([base, changed], [base, [folder("etc")]]);
    expect(files).toMatchObject([{ path: "/big", what: ["sha256"] }]);
  });

  it("layers may be packed, and one of the two images may have none", async () => {
    const { files } = await compared([base, [member("a")]], [base, [member(".wh.big")]], (layer) => gzipSync(layer));
    expect(files.map(({ kind, path }) => `${kind} ${path}`)).toEqual(["removed /a", "removed /big"]);
    expect((await compared([], [base])).files.map(({ kind }) => kind)).toEqual(["added", "added"]);
  });

  it("an archive that ends too early is an error, wherever it ends", async () => {
    const { archive } = await archiveOf([[base]]);
    for (let length = 0; length < archive.length - 1024; length += 512)
      await expect(readSavedImages(Readable.from([archive.subarray(0, length)], { objectMode: false }))).rejects.toThrow();
  });

  it("of the engine in memory; its config too", async () => {
    const engine = createMemoryEngine();
    const one = engine.add("one:latest", { files: { "/etc/a": "1", "/b": "-> c" }, config: { Env: ["A=1"], Labels: {} } });
    const other = engine.add("other:latest", { files: { "/etc/a": "2" }, config: { Env: ["A=2"] } });
    const { files, config } = await compareImages(engine, one, other);
    expect(files.map(({ kind, path }) => `${kind} ${path}`)).toEqual(["removed /b", "changed /etc/a"]);
    expect(config).toEqual([{ key: "Env", from: ["A=1"], to: ["A=2"] }]);
  });
});
