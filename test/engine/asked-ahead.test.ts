/** What the launcher asks an engine while the program is read: used once, and never in place of an answer of now. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { askAhead } from "../../src/engine/docker/asked-ahead.ts";
import { fakeApi } from "./fake-api.ts";

async function engine(routes: Parameters<typeof fakeApi>[0] = {}): Promise<{ path: string; requests: readonly unknown[] }> {
  const folder = mkdtempSync(join(tmpdir(), "dbuild-ahead-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "d.sock");
  const { requests, close } = await fakeApi({ ...routes, path });
  onTestFinished(() => close());
  return { path, requests };
}

it("gives what the engine of DOCKER_HOST answers, once", async () => {
  const { path, requests } = await engine();
  const take = await askAhead({ DOCKER_HOST: `unix://${path}` });
  const asked = take();
  expect(asked?.path).toBe(path);
  expect(await asked?.version).toMatchObject({ Version: "99.9" });
  expect(await asked?.about).toMatchObject({ DriverStatus: expect.any(Array) });
  expect(requests).toHaveLength(2);
  expect(take()).toBeUndefined();
});

it("gives none that are old", async () => {
  const { path } = await engine();
  const take = await askAhead({ DOCKER_HOST: `unix://${path}` });
  const now = performance.now();
  const clock = vi.spyOn(performance, "now").mockReturnValue(now + 6000);
  onTestFinished(() => clock.mockRestore());
  expect(take()).toBeUndefined();
});

it("gives an answer of nothing where there is none to use, for the real question to tell why", async () => {
  const broken = await engine({
    answers: {
      "/version": (_, response) => response.writeHead(500).end("{}"),
      "/info": (_, response) => response.writeHead(200).end("<html>"),
    },
  });
  for (const host of ["unix:///nonexistent/d.sock", `unix://${broken.path}`]) {
    const asked = (await askAhead({ DOCKER_HOST: host }))();
    expect(await Promise.all([asked?.version, asked?.about])).toEqual([undefined, undefined]);
  }
});

it.each([
  ["one behind a network", { DOCKER_HOST: "tcp://127.0.0.1:1" }],
  ["one behind ssh", { DOCKER_HOST: "ssh://host" }],
  ["a context's", { DOCKER_CONTEXT: "other" }],
])("asks nothing of %s", async (_, env) => {
  expect((await askAhead(env))()).toBeUndefined();
});
