/** Two images of a real engine that differ in one way each: every way is seen, and nothing else. */
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runToEnd } from "../../src/builder/execution/run-to-end.ts";
import { compareImages } from "../../src/compare/compare-images.ts";
import { packTar, type TarMember } from "../../src/context/tar-write.ts";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import type { Engine, Image } from "../../src/engine/engine.ts";

const run = `dbuild-compare-${Math.random().toString(36).slice(2, 8)}`;
let engine: Engine;
let serial = 0;
let base: Image;

beforeAll(async () => {
  engine = await connectEngine(process.env);
  base = await made("busybox:latest", "mkdir -p /d/e; echo a > /a; echo b > /b; echo c > /d/e/c; ln -s a /l; mknod /n c 1 3", []);
});
afterAll(async () => {
  for (const tag of [...(await engine.tags(run))].sort().reverse()) await engine.untag(tag);
  engine.close();
});

async function made(image: string, script: string, files: readonly TarMember[]): Promise<Image> {
  const id = await engine.create({ image, name: `${run}-${serial}`, argv: ["/bin/sh", "-c", script] });
  try {
    if (files.length > 0) await engine.write(id, Readable.from(packTar(files)), { replace: true });
    expect((await runToEnd(engine, id)).code).toBe(0);
    return await engine.commit(id, `${run}:${String(serial++).padStart(3, "0")}`);
  } finally {
    await engine.remove(id);
  }
}

const capable: TarMember = {
  name: "a",
  type: "file",
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 2,
  mtime: 0,
  content: Buffer.from("a\n"),
  pax: { "SCHILY.xattr.security.capability": Buffer.from("0100000200040000000000000000000000000000", "hex").toString("latin1") },
};

it.for([
  ["nothing but times", "touch /a /d; chmod 700 /b; chmod 644 /b", []],
  ["mode", "chmod 4755 /a", ["changed /a mode"]],
  ["owner", "chown 3000000:7 /a", ["changed /a uid gid"]],
  ["link", "rm /l; ln -s b /l", ["changed /l linkTarget"]],
  ["device", "rm /n; mknod /n c 1 5", ["changed /n device"]],
  ["names of one file", "rm /b; ln /a /b", ["changed /a links", "changed /b sha256 links"]],
  ["attributes", "true", ["changed /a xattrs"], [capable]],
  ["whiteouts", "rm -r /d; mkdir -p /d/f", ["removed /d/e", "removed /d/e/c", "added /d/f"]],
  ["a folder for a file", "rm /a; mkdir /a; chmod 644 /a", ["changed /a type size sha256"]],
  ["a hostile name", "touch \"/$(printf 'x\\033[2J\\ny')\"", ["added /x\u001b[2J\ny"]],
] as const)("%s", async ([, script, expected, files = []]) => {
  const other = await made(base.id, script, files);
  const { files: differences, cost } = await compareImages(engine, base, other);
  const told = differences.map((one) => `${one.kind} ${one.path}${one.kind === "changed" ? ` ${one.what.join(" ")}` : ""}`);
  expect(told.sort()).toEqual([...expected].sort());
  expect(cost).toMatchObject({ shared: base.diffIds.length, own: 1 });
});
