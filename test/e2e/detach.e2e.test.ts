/** A screen that is left while its build goes on, and come back to; and the session that a new screen offers. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { openTui, untilFailed } from "../helpers/tui.ts";
import { until } from "../helpers/until.ts";

const id = `detach-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  await docker(["rmi", "-f", id]);
});

/** The second RUN waits for a file that the test makes in its container; then it fails where `fails`. */
function folderOf(fails: boolean, mark: string = id): string {
  const wait = "until [ -e /go ]; do echo wai''ting; sleep 0.1; done";
  const text = `FROM busybox\nRUN echo ${mark} > /first\nRUN ${wait}; echo made > /made${fails ? "; exit 4" : ""}\nRUN cat /made\n`;
  const folder = folderWith({ Dockerfile: text });
  folders.push(folder);
  return folder;
}

type Standing = { readonly session: string; readonly state: string; readonly dockerfile: string; readonly process?: number };

async function standing(folder: string): Promise<Standing | undefined> {
  const { stdout } = await dbuild(["sessions", "--json"], { cwd: folder });
  const all = JSON.parse(stdout) as readonly Standing[];
  return all.find(
    ({ dockerfile }) => fs.existsSync(dockerfile) && fs.realpathSync(path.dirname(dockerfile)) === fs.realpathSync(folder),
  );
}

/** The one container of the session's RUN. */
async function container(session: string): Promise<string> {
  const [, day = "", time = "", last = ""] = /^(\d{4})-(\d{4})-(...)$/.exec(session) ?? [];
  let stdout = "";
  const names = await until(
    async () => {
      ({ stdout } = await docker(["ps", "--format", "{{.Names}}", "--filter", "name=dbuild-"]));
      const form = new RegExp(`^dbuild-....${day}-${time}..-.*-${last}-line3-.*-run$`);
      const found = stdout.split("\n").filter((name) => form.test(name));
      return found.length > 0 && found;
    },
    () => stdout,
    { every: 50 },
  );
  expect(names, stdout).toHaveLength(1);
  return (names || [])[0] ?? "";
}

it("d leaves; resume comes back to the same container; left again, it is built to its end and told", {
  timeout: 180_000,
}, async () => {
  const folder = folderOf(false);
  const told = path.join(folder, "told");
  const t = await openTui(folder, { flags: `--no-cache -t ${id}`, env: { DBUILD_NOTIFY: `echo "$DBUILD_MESSAGE" > ${told}` } });
  try {
    t.keys("c");
    await t.until("waiting");
    t.keys("d");
    const screen = await t.until(/dbuild resume \S+ comes back to it/);
    const [, session = ""] = /dbuild resume (\S+) comes/.exec(screen) ?? [];
    const first = await container(session);

    t.type(`clear; ${process.execPath} ${dbuildFile} resume`);
    t.keys("Enter");
    await t.until(/RUNNING[\s\S]*waiting/);
    expect(await container(session)).toBe(first);
    t.keys("d");
    await t.until(/dbuild resume \S+ comes back to it/);
    await docker(["exec", first, "touch", "/go"]);
    await until(
      async () => fs.existsSync(told) && fs.readFileSync(told, "utf8") !== "",
      () => "nothing was told",
    );
    expect(fs.readFileSync(told, "utf8")).toContain(`dbuild ${session}: done, ${id}:latest`);
    expect((await standing(folder))?.state).toBe("done");
    const { stdout } = await docker(["run", "--rm", "--network", "none", id, "cat", "/first", "/made"]);
    expect(stdout).toBe(`${id}\nmade\n`);
  } finally {
    t.close();
  }
});

it("the same build again joins one that --detach left", { timeout: 180_000 }, async () => {
  const folder = folderOf(false, `${id}-joined`);
  const begun = await dbuild(["build", "--detach", "-t", id, "."], { cwd: folder });
  const [, session = ""] = /dbuild resume (\S+) comes/.exec(begun.stdout) ?? [];
  const before = await until(
    async () => (await standing(folder))?.process,
    () => "nothing goes on in the background",
  );
  const first = await container(session);
  const again = dbuild(["build", "-t", id, "."], { cwd: folder });
  await until(
    async () => ((await standing(folder))?.process ?? before) !== before,
    () => "the build was not joined",
  );
  expect(await container(session)).toBe(first);
  await docker(["exec", first, "touch", "/go"]);
  const { code, stderr } = await again;
  expect(stderr).toContain(`goes on without a screen already, as session ${session}`);
  expect(stderr).toMatch(/waiting[\s\S]*image sha256:/);
  expect([begun.code, code, (await standing(folder))?.state]).toEqual([0, 0, "done"]);
});

it("a RUN that a build in another terminal has under work is followed, and taken up once that is killed", {
  timeout: 180_000,
}, async () => {
  const cwd = folderOf(false, `${id}-followed`);
  const first = spawn(process.execPath, [dbuildFile, "build", "-t", id, "."], { cwd, stdio: "ignore" });
  const ended = new Promise((resolve) => first.once("exit", (_code, signal) => resolve(signal)));
  const begun = await until(
    async () => {
      const found = await standing(cwd);
      return found?.process === first.pid && found;
    },
    () => "the first build did not begin",
  );
  const name = await container(begun ? begun.session : "");
  let said = "";
  const second = spawn(process.execPath, [dbuildFile, "build", "-t", `${id}-second`, "."], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
  });
  second.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const code = new Promise((resolve) => second.once("exit", resolve));
  await until(
    () => said.includes("waiting"),
    () => said,
  );
  first.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  await docker(["exec", name, "touch", "/go"]);
  expect(await code, said).toBe(0);
  expect(said).toContain(`another dbuild (process ${first.pid}) runs this since`);
  expect(said).toMatch(/image sha256:\S+ tagged \S+-second/);
  await docker(["rmi", "-f", `${id}-second`]);
});

it("of several that come at once one joins it, and none fails", { timeout: 180_000 }, async () => {
  const text = `FROM busybox\nRUN echo ${id}-several > /first; sleep 3\nRUN cat /first\n`;
  const cwd = folderWith({ Dockerfile: text });
  folders.push(cwd);
  const begun = await dbuild(["build", "--detach", "-t", id, "."], { cwd });
  expect(begun.code, begun.stderr).toBe(0);
  await until(
    async () => (await standing(cwd))?.process,
    () => "nothing goes on in the background",
  );
  const all = await Promise.all([1, 2, 3, 4].map(() => dbuild(["build", "-t", id, "."], { cwd })));
  for (const { code, stderr } of all) expect(code, stderr).toBe(0);
});

it("what failed behind one's back is offered by the next screen, and Enter takes it", { timeout: 180_000 }, async () => {
  const folder = folderOf(true);
  const begun = await dbuild(["tui", "--detach", "Dockerfile"], { cwd: folder });
  expect(begun.code, begun.stderr).toBe(0);
  const [, session = ""] = /dbuild resume (\S+) comes/.exec(begun.stdout) ?? [];
  const name = await until(
    async () => {
      const { stdout } = await docker(["ps", "--format", "{{.Names}}", "--filter", "name=dbuild-"]);
      return stdout.split("\n").find((each) => each.endsWith("-run") && each.includes(`-${session.slice(-3)}-line3-`)) ?? "";
    },
    () => "the RUN did not begin",
  );
  await docker(["exec", name, "touch", "/go"]);
  await until(
    async () => (await standing(folder))?.state === "failed",
    () => "it did not fail",
  );
  const t = await openTui(folder);
  try {
    await t.until(/stands\s+at\s+line\s+3,\s+which\s+failed:\s+Enter\s+goes/);
    t.keys("Enter");
    await untilFailed(t, /FAILED\s+step 3\/4[\s\S]*exit code 4/);
    t.keys("a");
    await t.until("DONE");
    t.keys("q");
    await t.until(/made by hand: step 3/);
  } finally {
    t.close();
  }
});
