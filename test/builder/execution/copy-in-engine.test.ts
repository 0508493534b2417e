/** Which copies a program in the engine does, and that the others are left to those who do them as ever. In memory. */
import { expect, it } from "vitest";
import { parseDestination } from "../../../src/builder/copy/destination.ts";
import type { CopyOptions } from "../../../src/builder/copy/members.ts";
import { copyInEngine } from "../../../src/builder/execution/copy-in-engine.ts";
import type { StepContext } from "../../../src/builder/step-context.ts";
import type { Entry, Match } from "../../../src/context/entries.ts";
import { createMemoryEngine, type Program } from "../../helpers/memory-engine.ts";
import { directory, file, lookup, put } from "../../helpers/memory-files.ts";

/** Does what sandbox/file-copier/*.S does. */
const copier: Program = (argv, { tree }) => {
  const words = argv.slice(1);
  while (words.length > 7) {
    const [path = "", mode, uid, gid] = words.splice(0, 4);
    if (lookup(tree, path, false)) return 1;
    put(tree, path, directory({ mode: Number(mode), uid: Number(uid), gid: Number(gid) }));
  }
  const [source = "", target = "", mode, uid, gid, mtime, bytes] = words;
  const data = lookup(tree, source, false)?.data;
  if (data?.length !== Number(bytes)) return 1;
  put(tree, target, file(data, { mode: Number(mode), uid: Number(uid), gid: Number(gid), mtime: Number(mtime) }));
  return 0;
};

type Asked = { readonly entry?: Partial<Entry>; readonly match?: Partial<Match>; readonly options?: CopyOptions };

/** The file /made/big of an image, said to be large, onto another image. */
async function copied(to: string, { entry, match, options = {} }: Asked = {}, program = copier) {
  const engine = createMemoryEngine({ program });
  const source = engine.add("source", { files: { "/made/big": "large" } });
  const { id: image } = engine.add("base", { files: { "/bin/sh": "", "/there/file": "old" } });
  const container = await engine.create({ image, name: "dbuild-s-look" });
  const header: Entry = { path: "", type: "file", mode: 0o640, uid: 1, gid: 2, size: 5, mtime: 1000, ...entry };
  const items = () => {
    throw new Error("the content is read");
  };
  const listed = { files: 1, bytes: 100_000_000, entries: () => [header] };
  const inImage = { image: source.id, path: "/made/big" };
  const selection = { matches: [{ name: "big", type: "other", items, listed, inImage, ...match } as const] };
  const step = { instruction: { span: { line: 1 } } };
  const working: Promise<unknown>[] = [];
  const background = (work: Promise<unknown>) => void working.push(work);
  const ctx = { engine, session: "s", run: 1, step, background } as unknown as StepContext;
  const done = await copyInEngine(ctx, { image, container, destination: parseDestination(to, "/") }, selection, options);
  await Promise.all(working);
  const containers = (await engine.containers("dbuild-")).map(({ name }) => name);
  const stat = async (path: string) => (done ? engine.stat(done.container, path) : undefined);
  return { done, containers, stat, calls: engine.calls };
}

it("a large file is copied by the program, into folders it makes, with owner, mode and time", async () => {
  const { done, stat, calls } = await copied("/a/b/", { options: { owner: { uid: 3, gid: 4 } } });
  expect(done?.count).toMatchObject({ files: 1, bytes: 5, changed: true });
  expect(await stat("/a/b/big")).toMatchObject({ type: "file", size: 5, mtime: 1000 });
  expect((await stat("/a/b"))?.type).toBe("directory");
  expect(calls.filter((call) => /^(write|read) /.test(call))).toEqual([]);
});

it("what is there is replaced, a folder receives it under its name", async () => {
  const { stat } = await copied("/there/file");
  expect((await stat("/there/file"))?.size).toBe(5);
  expect((await (await copied("/there")).stat("/there/big"))?.size).toBe(5);
});

it.each<[string, string, Asked]>([
  ["a smaller one", "/a", { match: { listed: { files: 1, bytes: 99_999_999, entries: () => [] } } }],
  ["one of no image", "/a", { match: { inImage: undefined } as unknown as Partial<Match> }],
  ["a linked one", "/a", { options: { link: true } }],
  ["one with capabilities", "/a", { entry: { pax: { "SCHILY.xattr.security.capability": "x" } } }],
  ["one of before the epoch", "/a", { entry: { mtime: -1 } }],
  ["one to where the engine has its own", "/etc/hosts", {}],
  ["one below where the engine mounts", "/dev/a", {}],
])("%s is not", async (_what, to, asked) => {
  const { done, containers } = await copied(to, asked);
  expect([done, containers]).toEqual([undefined, ["dbuild-s-look"]]);
});

it("where the program fails its container goes", async () => {
  const { done, containers } = await copied("/a", {}, () => 1);
  expect([done, containers]).toEqual([undefined, ["dbuild-s-look"]]);
});

it("what is in the way is told", async () => {
  await expect(copied("/there/file/")).rejects.toThrow("/there/file");
});
