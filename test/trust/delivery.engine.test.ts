/** What a RUN is given in confidence: while it runs, and after a kill -9, no config, volume or image of the engine shows it. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dbuildFile, docker, folderWith, run } from "../helpers/dbuild.ts";
import { removeLeftBy } from "../helpers/left-by.ts";

const id = `${process.pid}${Math.random().toString(36).slice(2, 8)}`;
const values = { file: `file-${id}-value`, variable: `variable-${id}-value`, proxy: `password-${id}-value` };
const state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-delivery-"));
const cwd = folderWith({
  Dockerfile: `FROM busybox
ARG a=argument-${id}
RUN --mount=type=secret,id=one --mount=type=secret,id=two,env=TOKEN \\
  test "$(cat /run/secrets/one)" = ${values.file} && test "$TOKEN" = ${values.variable} && env | grep -q ${values.proxy} && \\
  test "$a" = argument-${id} && echo all there ${id} && touch /tmp/ready && until test -e /tmp/go; do sleep 0.1; done
`,
  secret: `${values.file}\n`,
});
const flags = ["--secret", "id=one,src=secret", "--secret", "id=two,env=TWO"];
const proxy = `HTTPS_PROXY=http://user:${values.proxy}@proxy.invalid:1`;
afterAll(async () => {
  await removeLeftBy(fs.readdirSync(path.join(state, "dbuild/sessions")));
  for (const folder of [state, cwd]) fs.rmSync(folder, { recursive: true, force: true });
});

/** dbuild, once the RUN has all it is given. */
async function running(): Promise<{
  readonly child: ReturnType<typeof spawn>;
  readonly container: string;
  ended: Promise<unknown>;
}> {
  const child = spawn(process.execPath, [dbuildFile, "build", "--no-cache", ...flags, "--build-arg", proxy, "."], {
    cwd,
    env: { ...process.env, XDG_STATE_HOME: state, TWO: values.variable },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(`\n  all there ${id}`)) resolve();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("close", () => reject(new Error(said)));
  });
  const container = (await ours()).find((name) => name.endsWith("-run"));
  if (container === undefined) throw new Error(said);
  return { child, container, ended };
}

/** Containers of the build above: the only ones whose command names this run, and those of the same session. */
async function ours(): Promise<readonly string[]> {
  const { stdout } = await docker(["ps", "-a", "--no-trunc", "--format", "{{.Names}} {{.Command}}"]);
  const lines = stdout.split("\n").map((line) => line.split(" ", 1).concat(line));
  const sessions = lines.filter(([, line = ""]) => line.includes(id)).map(([name = ""]) => name.replace(/-line\d.*/, "-line"));
  return lines.map(([name = ""]) => name).filter((name) => sessions.some((session) => name.startsWith(session)));
}

/** Values that the engine tells of anything to anybody who asks. */
async function shown(): Promise<readonly string[]> {
  const lists = await Promise.all(
    [
      ["ps", "-aq"],
      ["images", "-aq"],
      ["volume", "ls", "-q"],
    ].map((words) => docker(words)),
  );
  const kinds = ["container", "image", "volume"];
  const told = await Promise.all(
    lists.map(({ stdout }, index) => docker([kinds[index] ?? "", "inspect", ...stdout.split("\n").filter(Boolean)])),
  );
  const text = told.map(({ stdout }) => stdout).join("\n");
  expect(text).toContain("all there"); // the RUN itself is among it
  return Object.values(values).filter((value) => text.includes(`=${value}`) || text.includes(`:${value}@`));
}

/** On the disk of an engine beside us, in its volumes. */
async function onDisk(): Promise<readonly string[]> {
  const { stdout: root } = await docker(["info", "--format", "{{.DockerRootDir}}"]);
  const volumes = path.join(root.trim(), "volumes");
  // what is in memory is another file system
  const { stdout } = await run("find", [
    volumes,
    "-mount",
    "-type",
    "f",
    "-size",
    "-64k",
    "-newer",
    path.join(cwd, "secret"),
    "-path",
    "*dbuild-*",
    "-exec",
    "grep",
    "-l",
    "-e",
    values.file,
    "-e",
    values.variable,
    "-e",
    values.proxy,
    "{}",
    "+",
  ]);
  return stdout.split("\n").filter(Boolean);
}

describe("what a RUN is given in confidence", () => {
  it("is in no config and on no disk while it runs, and the image is as ever", async () => {
    const { child, container, ended } = await running();
    expect(await shown()).toEqual([]);
    expect(await onDisk()).toEqual([]);
    await docker(["exec", container, "touch", "/tmp/go"]);
    expect(await ended).toBe(0);
    expect(child.exitCode).toBe(0);
  });

  it("is gone with it after a kill -9 of dbuild", async () => {
    const { child, container, ended } = await running();
    child.kill("SIGKILL");
    await ended;
    expect(await shown()).toEqual([]);
    // the RUN goes on and has its files, whoever else is gone
    const again = await docker(["exec", container, "cat", "/run/secrets/one"]);
    expect(again.stdout).toBe(`${values.file}\n`);
    await docker(["exec", container, "touch", "/tmp/go"]);
    await docker(["wait", container]);
    expect(await shown()).toEqual([]);
    expect(await onDisk()).toEqual([]);
    const { stdout: mounts } = await docker(["inspect", "--format", '{{range .Mounts}}{{.Name}}{{"\\n"}}{{end}}', container]);
    const volume = mounts.split("\n").find((name) => name.endsWith("-secrets"));
    if (volume === undefined) return; // an engine before API 1.45 is given a path of it
    const look = await docker(["run", "--rm", "-v", `${volume}:/v`, "busybox", "ls", "-A", "/v"]);
    expect(look).toMatchObject({ code: 0, stdout: "" });
  });
});
