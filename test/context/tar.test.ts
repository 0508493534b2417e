/** Our tar against another library and against itself. */
import { Readable } from "node:stream";
import fc from "fast-check";
import { extract, pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { readTar, TarError } from "../../src/context/tar-read.ts";
import { packTar, type TarMember } from "../../src/context/tar-write.ts";

const base = { type: "file", mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 1_000_000_000 } as const;

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

/** Cuts the archive at every `step` bytes, so that nothing depends on where pieces end. */
async function* cut(bytes: Buffer, step: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function readAll(bytes: Buffer, step = 10_000) {
  const list = [];
  for await (const { entry, read } of readTar(cut(bytes, step)))
    list.push({ entry, content: (await bytesOf(read())).toString("latin1") });
  return list;
}

describe("packTar", () => {
  it("is read by another library", async () => {
    const long = `${"d".repeat(90)}/${"é".repeat(70)}/${"x".repeat(120)}`;
    const members: readonly TarMember[] = [
      { ...base, type: "directory", name: "dir", mode: 0o1755 },
      { ...base, name: "dir/small", size: 3, content: Buffer.from("abc"), uid: 1000, gid: 7 },
      { ...base, name: long, size: 600, content: Buffer.alloc(600, 1) },
      { ...base, name: `${"p".repeat(120)}/${"n".repeat(90)}`, size: 1, content: Buffer.from("p") },
      { ...base, type: "symlink", name: "link", linkTarget: "t".repeat(150), mode: 0o777 },
      { ...base, type: "hardlink", name: "hard", linkTarget: "dir/small" },
      { ...base, type: "fifo", name: "fifo" },
      { ...base, type: "character-device", name: "null", devMajor: 1, devMinor: 3 },
    ];
    const archive = await bytesOf(packTar(members));
    expect(archive.length % 512).toBe(0);
    const seen: unknown[] = [];
    for await (const entry of Readable.from(archive).pipe(extract())) {
      const { name, type, mode, size, linkname, uid } = entry.header;
      seen.push([
        name,
        type,
        mode,
        size,
        linkname ?? null,
        uid,
        (await bytesOf(entry as unknown as AsyncIterable<Uint8Array>)).length,
      ]);
    }
    expect(seen).toEqual([
      ["dir/", "directory", 0o1755, 0, null, 0, 0],
      ["dir/small", "file", 0o644, 3, null, 1000, 3],
      [long, "file", 0o644, 600, null, 0, 600],
      [`${"p".repeat(120)}/${"n".repeat(90)}`, "file", 0o644, 1, null, 0, 1],
      ["link", "symlink", 0o777, 0, "t".repeat(150), 0, 0],
      ["hard", "link", 0o644, 0, "dir/small", 0, 0],
      ["fifo", "fifo", 0o644, 0, null, 0, 0],
      ["null", "character-device", 0o644, 0, null, 0, 0],
    ]);
  });

  it("refuses a content of another length", async () => {
    const member: TarMember = { ...base, name: "f", size: 5, content: Buffer.from("abc") };
    await expect(bytesOf(packTar([member]))).rejects.toThrow("f has 3 bytes, not 5");
    const streamed: TarMember = { ...member, content: cut(Buffer.alloc(9), 2) };
    await expect(bytesOf(packTar([streamed]))).rejects.toThrow("not 5");
  });
});

describe("readTar", () => {
  it("fills the holes of sparse files, wherever their map stands", async () => {
    const inFront = Buffer.alloc(512 + 7);
    inFront.write("2\n3\n4\n600\n3\n");
    inFront.write("ABCDxyz", 512);
    const maps = [
      [{ "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "610" }, inFront],
      [{ "GNU.sparse.map": "3,4,600,3", "GNU.sparse.size": "610" }, Buffer.from("ABCDxyz")],
    ] as const;
    const whole = `\0\0\0ABCD${"\0".repeat(593)}xyz${"\0".repeat(7)}`;
    for (const [records, content] of maps) {
      const pax = { ...records, "GNU.sparse.name": "f" };
      const archive = await bytesOf(packTar([{ ...base, name: "odd/f", size: content.length, content, pax }]));
      const found = await readAll(archive, 100);
      expect(found).toEqual([{ entry: { ...base, path: "f", size: 610 }, content: whole }]);
    }
    const pax = { "GNU.sparse.map": "3,4,600,3", "GNU.sparse.size": "602", "GNU.sparse.name": "f" };
    const beyond = await bytesOf(packTar([{ ...base, name: "f", size: 7, content: Buffer.from("ABCDxyz"), pax }]));
    await expect(readAll(beyond)).rejects.toThrow(TarError);
  });

  it("reads what packTar wrote, wherever the pieces end", async () => {
    const name = fc.array(fc.constantFrom("a", "é", "😀", "b".repeat(60), " ", "c".repeat(99)), { minLength: 1, maxLength: 4 });
    const member = fc.record({
      name: name.map((parts) => parts.join("/")),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.constantFrom(0, 1000, 2_097_151, 2_097_152, 4_294_967_294),
      mtime: fc.constantFrom(0, -5, 1_000_000_000, 9_000_000_000),
      content: fc.uint8Array({ maxLength: 1500 }),
      pax: fc.constantFrom(undefined, { "SCHILY.xattr.security.capability": "\u0001\u0000\u0080\u00ff=\n1" }),
      streamed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 6 }), fc.integer({ min: 1, max: 3000 }), async (list, step) => {
        const members = list.map(({ streamed, content, pax, ...rest }) => {
          const bytes = Buffer.from(content);
          return { ...base, ...rest, ...(pax && { pax }), size: bytes.length, content: streamed ? cut(bytes, 100) : bytes };
        });
        const seen = await readAll(await bytesOf(packTar(members)), step);
        expect(seen).toEqual(
          list.map(({ name, mode, uid, mtime, content, pax }) => ({
            entry: { ...base, path: name, mode, uid, mtime, size: content.length, ...(pax && { pax }) },
            content: Buffer.from(content).toString("latin1"),
          })),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("reads another library's archive and skips contents nobody reads", async () => {
    const archive = pack();
    archive.entry({ name: "./x/", type: "directory" });
    archive.entry({ name: `./${"y".repeat(200)}` }, "hello");
    archive.entry({ name: "/abs/../z" }, "z");
    archive.entry({ name: "l", type: "symlink", linkname: "/abs/./as-is" });
    archive.entry({ name: "h", type: "link", linkname: "./x/y" });
    archive.finalize();
    const seen = [];
    for await (const { entry } of readTar(archive as AsyncIterable<Uint8Array>))
      seen.push([entry.path, entry.type, entry.size, entry.linkTarget]);
    expect(seen).toEqual([
      ["x", "directory", 0, undefined],
      ["y".repeat(200), "file", 5, undefined],
      ["z", "file", 1, undefined],
      ["l", "symlink", 0, "/abs/./as-is"],
      ["h", "hardlink", 0, "x/y"],
    ]);
  });

  it("says what is wrong", async () => {
    const whole = await bytesOf(packTar([{ ...base, name: "f", size: 900, content: Buffer.alloc(900) }]));
    await expect(readAll(whole.subarray(0, 1000))).rejects.toThrow(TarError);
    await expect(readAll(Buffer.alloc(600, 7))).rejects.toThrow("not a tar header");
    await expect(readAll(await bytesOf(packTar([{ ...base, name: "a/../../b" }])))).rejects.toThrow(
      'invalid entry name "a/../../b"',
    );
    expect(await readAll(Buffer.alloc(1024))).toEqual([]);
    expect(await readAll(Buffer.alloc(0))).toEqual([]);
  });
});
