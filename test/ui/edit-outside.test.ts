/** A file of a layer while an editor has it: what is put back, what is kept, and that nothing else stays. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { largestEdited } from "../../src/debugger/open-file.ts";
import { type EditedOutside, editOutside, readEdited } from "../../src/ui/edit-outside.ts";

const puts: string[] = [];

/** What comes of an editor that does `work`, and where it had the file. */
async function edited(work: (file: string) => void, inLayer = "/etc/app.conf") {
  let file = "";
  puts.length = 0;
  const content = Buffer.from("as it was\n");
  const end: EditedOutside<number> = await editOutside(
    { path: inLayer, content, put: async () => ({ rerun: 0 }) },
    {
      edit: async (copy) => {
        file = copy;
        work(copy);
      },
      put: async (text) => puts.push(Buffer.from(text).toString()),
    },
  );
  return { end, file, stays: fs.existsSync(path.dirname(file)) };
}

const write = (text: string | Buffer) => (file: string) => fs.writeFileSync(file, text);
const fail = (message: string) => (): never => {
  throw new Error(message);
};

it("puts what was written, also by an editor that writes a new file in its place", async () => {
  const { end, stays } = await edited((file) => {
    write("new\n")(`${file}~`);
    fs.renameSync(`${file}~`, file);
  });
  expect([end, puts, stays]).toEqual([{ kind: "put", result: 1 }, ["new\n"], false]);
});

it.each([
  ["touched", write("as it was\n")],
  ["removed", (file: string) => fs.rmSync(file)],
])("puts nothing where the file was only %s", async (_, work) => {
  const { end, stays } = await edited(work);
  expect([end, puts, stays]).toEqual([{ kind: "same" }, [], false]);
});

it.each([
  ["is too large", write(Buffer.alloc(largestEdited + 1)), /has 1048577 bytes/],
  [
    "has an editor that failed",
    (file: string) => {
      write("new\n")(file);
      fail("exit 1")();
    },
    /exit 1/,
  ],
])("keeps a text that %s", async (_, work, why) => {
  const { end, file, stays } = await edited(work);
  expect([end, puts, stays]).toEqual([{ kind: "failed", error: expect.any(Error), kept: file }, [], true]);
  expect(end.kind === "failed" && (end.error as Error).message).toMatch(why);
  fs.rmSync(path.dirname(file), { recursive: true });
});

it("keeps what an editor put aside that was ended, and not what one left that ended well", async () => {
  const aside = (file: string) => write("half\n")(`${file}.save`);
  expect(await edited(aside)).toMatchObject({ end: { kind: "same" }, stays: false });
  const { end, file } = await edited((copy) => {
    aside(copy);
    fail("ended by SIGHUP")();
  });
  const folder = path.dirname(file);
  expect(end).toMatchObject({ kind: "failed", kept: folder });
  expect(fs.readdirSync(folder)).toEqual(["app.conf", "app.conf.save"]);
  fs.rmSync(folder, { recursive: true });
});

it("keeps nothing of an editor that failed before anything was written", async () => {
  const { end, stays } = await edited(fail("no editor"));
  expect([end, stays]).toEqual([{ kind: "failed", error: new Error("no editor") }, false]);
});

it.each([
  ["/etc/app.conf", /^app\.conf$/],
  ["/srv/$(rm -rf *);\u001b[31m.py", /^[\w.-]+31m\.py$/],
  [`/${"x".repeat(250)}.yaml`, /^x+\.yaml$/],
])("names the copy of %j so that it means nothing", async (inLayer, name) => {
  const { file } = await edited(() => {}, inLayer);
  expect(path.basename(file)).toMatch(name);
  expect(path.basename(file).length).toBeLessThanOrEqual(60);
});

it("reads no folder and nothing that is not there", () => {
  expect(() => readEdited("/")).toThrow("/ cannot be read: it is no regular file");
  expect(() => readEdited("/nothing/there")).toThrow(/^\/nothing\/there cannot be read: ENOENT/);
});
