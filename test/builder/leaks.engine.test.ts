/** Secrets and proxies on a real engine: in no image that is left, in no log, on no screen; mount points gone. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, docker, folderWith, run } from "../helpers/dbuild.ts";

const id = Math.random().toString(36).slice(2, 8);
const image = `leak-${id}`;
const secret = `hidden-${id}-value`;
const password = `pass-${id}-word`;
const state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-leak-"));
const cwd = folderWith({
  Dockerfile: `FROM busybox
RUN --mount=type=secret,id=one,env=ONE --mount=type=secret,id=one,target=/deep/er/file echo "$ONE ${id}"; cat /deep/er/file
RUN echo "$HTTP_PROXY"; ls / > /list
`,
});
afterAll(async () => {
  await docker(["rmi", "-f", image]);
  for (const folder of [state, cwd]) fs.rmSync(folder, { recursive: true, force: true });
});

it("leaves no value and no mount point", async () => {
  const env = { ...process.env, XDG_STATE_HOME: state, ONE_VALUE: secret };
  const proxy = `HTTP_PROXY=http://user:${password}@proxy.invalid:1`;
  const flags = ["--secret", "id=one,env=ONE_VALUE", "--build-arg", proxy, "-t", image];
  const built = await dbuild(["build", ...flags, "."], { cwd, env });
  expect(built.code, built.stderr).toBe(0);
  expect(built.stderr).toContain(`*** ${id}`);
  expect(built.stdout + built.stderr).not.toMatch(new RegExp(`${secret}|${password}`));
  const saved = await run("sh", ["-c", `docker save ${image} | grep -a -c -e ${secret} -e ${password}`]);
  expect(saved.stdout.trim()).toBe("0");
  expect((await run("grep", ["-rE", `${secret}|${password}`, state])).code).toBe(1);
  const configs = await run("sh", ["-c", "docker image inspect $(docker images -q dbuild-cache)"]);
  expect(configs.stdout).not.toMatch(new RegExp(`${secret}|${password}`));
  const listed = await docker(["run", "--rm", image, "cat", "/list"]);
  expect(listed.stdout).toContain("bin\n");
  expect(listed.stdout).not.toContain("deep");
});
