/** One view of what is in a container, and of what is mounted in it. */
import { expect, it } from "vitest";
import { filesOf } from "../../../src/builder/image-fs/container-files.ts";
import { mountImage } from "../../../src/builder/image-fs/image-mount.ts";
import { createMemoryEngine } from "../../helpers/memory-engine.ts";

const engine = createMemoryEngine();
const image = engine.add("given:1", {
  files: { "/etc/name": "of the image\n", "/etc/deep/er": "x".repeat(5000), "/link": "-> /etc/name", "/dir/f": "f" },
});

const views = async () => {
  const plain = await engine.create({ image: image.id, name: `plain-${Math.random()}` });
  const mounted = await mountImage(engine, image.id, `mounted-${Math.random()}`);
  return [filesOf(engine, plain), mounted.files];
};

it("lists, reads and resolves the same in a container and in a mounted image", async () => {
  for (const files of await views()) {
    const list: [string, string][] = [];
    for await (const { entry } of files.list("/etc")) list.push([entry.path, entry.type]);
    expect(list).toEqual([
      ["", "directory"],
      ["deep", "directory"],
      ["deep/er", "file"],
      ["name", "file"],
    ]);
    expect((await files.readFile("/etc/name"))?.content.toString()).toBe("of the image\n");
    expect((await files.readFile("/etc/name"))?.entry).toMatchObject({ type: "file", mode: 0o644, uid: 0 });
    expect(await files.readFile("/etc/deep/er", 4999)).toBeUndefined();
    expect(await files.readFile("/etc")).toBeUndefined();
    expect((await files.readHead("/etc/deep/er", 10)).toString().slice(0, 10)).toBe("x".repeat(10));
    expect(await files.header("/dir")).toMatchObject({ path: "", type: "directory", mode: 0o755 });
    expect(await files.stat("/nope")).toBeUndefined();
    await expect(files.readFile("/nope")).rejects.toMatchObject({ status: 404 });
  }
});
