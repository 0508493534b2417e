/** Stages side by side on a real engine: they overlap in time, the image is the same, and a stop in one keeps the others' work. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import { afterAll, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { mustBuild } from "../helpers/docker-build.ts";

const run = Math.random().toString(36).slice(2, 8);
const image = (suffix: string): string => `side-${run}-${suffix}`;
const folders: string[] = [];
const folder = (Dockerfile: string): string => {
  const made = folderWith({ Dockerfile });
  folders.push(made);
  return made;
};
afterAll(async () => {
  await docker(["rmi", "-f", ...["three", "docker", "fixed"].map(image)]);
  for (const one of folders) fs.rmSync(one, { recursive: true, force: true });
});

/** Says when it begins and ends, in seconds since the kernel started. */
const slow = (name: string) =>
  `RUN read up rest < /proc/uptime; echo "${name} begins $up"; sleep 3; read up rest < /proc/uptime; echo "${name} ends $up"; echo ${run}-${name} > /made`;
const stage = (name: string) => `FROM busybox AS ${name}\nENV run=${run}\n${slow(name)}\n`;
const three = `${["a", "b", "c"].map(stage).join("")}FROM busybox
${["a", "b", "c"].map((name) => `COPY --from=${name} /made /made-${name}`).join("\n")}
`;
const moment = (output: string, words: string): number => Number(new RegExp(`${words} ([\\d.]+)`).exec(output)?.[1]);

it("three stages overlap, and the image has what docker build's has", { timeout: 240_000 }, async () => {
  const cwd = folder(three);
  const { code, stderr } = await dbuild(["build", "-t", image("three"), "."], { cwd });
  expect(code, stderr).toBe(0);
  const [begins, ends] = ["begins", "ends"].map((word) => ["a", "b", "c"].map((name) => moment(stderr, `${name} ${word}`)));
  // The last one began before the first one ended.
  expect(Math.max(...(begins ?? []))).toBeLessThan(Math.min(...(ends ?? [])));
  // Every line says whose it is.
  expect(stderr).toMatch(/^#3 a begins/m);
  expect(stderr).toMatch(/^#6 b begins/m);
  await mustBuild(image("docker"), cwd);
  const files = async (name: string) => (await docker(["run", "--rm", image(name), "sh", "-c", "head /made-*"])).stdout;
  expect(await files("three")).toContain(`${run}-c`);
  expect(await files("three")).toBe(await files("docker"));
});

it("a failure ends what the other stage does, which nobody needs any more; the next build does it", {
  timeout: 240_000,
}, async () => {
  const text = `${stage("d")}FROM busybox AS e\nRUN echo ${run} && exit 5\nFROM d\nCOPY --from=e / /e\n`;
  // So long that it can only end because it is stopped.
  const cwd = folder(text.replace("sleep 3", "sleep 3000"));
  const failed = await dbuild(["build", "."], { cwd });
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/^#5 failed: .*exit code 5/m);
  expect(failed.stderr).not.toMatch(/^#3 d ends/m);
  expect(failed.stderr).toMatch(/step 3\/7 \(line 3\) was stopped, for the build had failed/);
  expect(failed.stderr).toMatch(/step 5\/7 failed/);
  fs.writeFileSync(`${cwd}/Dockerfile`, text.replace("exit 5", "true"));
  const { code, stderr } = await dbuild(["build", "-t", image("fixed"), "."], { cwd });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/^#3 d ends/m);
});

it("Ctrl-C ends every instruction, and each layer is kept", async () => {
  const cwd = folder(three.replaceAll("sleep 3", "touch /begun; sleep 60"));
  const child = spawn(process.execPath, [dbuildFile, "build", "."], { cwd, stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr.on("data", (chunk) => {
    text += chunk;
    if (!child.killed && ["a", "b", "c"].every((name) => moment(text, `${name} begins`) > 0)) child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(130);
  const tags = [...text.matchAll(/tagged (dbuild-failed:\S+)/g)].map(([, tag]) => tag ?? "");
  expect(tags).toHaveLength(3);
  for (const tag of tags) expect((await docker(["run", "--rm", tag, "ls", "/begun"])).stdout).toBe("/begun\n");
  await docker(["rmi", ...tags]);
});
