/** A shell in an image: what it finds there, and what becomes of what it changed. */
import { expect, it } from "vitest";
import { holdsOf } from "../../src/builder/holds.ts";
import { openShellOfImage } from "../../src/debugger/shell-of-image.ts";
import type { ShellPort } from "../../src/debugger/shell-port.ts";
import { createMemoryEngine } from "../helpers/memory-engine.ts";

const session = "20261128-180756-aaaaa-1-2-x7k";

async function opened(script: string) {
  const engine = createMemoryEngine();
  const config = { Env: ["A=1"], User: "7", WorkingDir: "/w", Cmd: ["app"], Entrypoint: ["/bin/app"], Volumes: { "/data": {} } };
  const image = engine.add("app:1", { files: { "/bin/sh": "sh", "/data/old": "old\n" }, config });
  const seen: unknown[] = [];
  const port: ShellPort = {
    choices: async () => [{ argv: ["sh", "-c", script], name: "sh" }],
    mounted: () => ({ argv: [], name: "none" }),
    run: async (on, { container }) => {
      const { user, workdir, env } = await on.describe(container);
      seen.push({ user, workdir, env });
      await on.start(container);
      const { code } = await on.wait(container);
      return { code, marked: undefined, typed: true, lastOutput: "" };
    },
  };
  const holds = holdsOf(engine, session);
  const beside: Promise<unknown>[] = [];
  const build = { engine: holds.engine, holds, session, background: (work: Promise<unknown>) => void beside.push(work) };
  const open = await openShellOfImage({ build, port }, image, "app:1", { own: false });
  const close = async () => {
    await Promise.all(beside);
    await holds.release();
    return (await engine.containers("dbuild-")).map(({ name }) => name);
  };
  return { engine, image, open, seen, close };
}

it("has its user, directory and environment, and says where one is", async () => {
  const { open, seen, close } = await opened("true");
  expect((await open.run(() => {})).code).toBe(0);
  expect(seen).toEqual([{ user: "7", workdir: "/w", env: ["A=1", expect.stringMatching(/^PATH=/)] }]);
  expect(open.banner.join("\n")).toMatch(/You are in the image app:1 \([0-9a-f]{12}\)[\s\S]*user 7, directory \/w[\s\S]*Ctrl-D/);
  expect(await open.changes()).toEqual([]);
  await open.discard();
  expect(await close()).toEqual([]);
});

it("keeps what was changed, in a volume of the image too, as an image with its config and a mark", async () => {
  const { engine, image, open, close } = await opened("echo new > /data/new");
  await open.run(() => {});
  expect(await open.changes()).not.toEqual([]);
  const tag = await open.keep();
  expect(tag).toBe(`dbuild-hand:${session}-line0-shell`);
  const kept = await engine.image(tag);
  const mark = { "dbuild.by-hand": "changed by hand in a shell in app:1" };
  expect(kept?.config).toEqual({ ...image.config, Labels: mark });
  const look = await engine.create({ image: tag, name: "look" });
  expect(await engine.stat(look, "/data/new")).toBeDefined();
  expect(await engine.stat(look, "/data/old")).toBeDefined();
  expect(await close()).toEqual([]);
  expect(await engine.tags("dbuild-hold")).toEqual([]);
});

it("what cannot be committed stays in its container", async () => {
  const { engine, open, close } = await opened("echo new > /new");
  await open.run(() => {});
  engine.lose();
  await expect(open.keep()).rejects.toThrow();
  engine.lose(false);
  expect(await close()).toEqual([open.container]);
});
