/** A second `dbuild resume` of a session that a living process has: it looks on, and takes over once that has ended. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith, run } from "../helpers/dbuild.ts";
import { openTui, untilFailed } from "../helpers/tui.ts";
import { until } from "../helpers/until.ts";

const id = `watch-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const folder = folderWith({
  Dockerfile: `FROM busybox\nRUN echo ${id} > /first\nRUN until [ -e /go ]; do : ${id}; echo wai''ting; sleep 0.1; done; exit 4\nRUN cat /made\n`,
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function inSession(): Promise<{ readonly session: string; readonly process: number }> {
  const { stdout } = await dbuild(["sessions", "--json"], { cwd: folder });
  const all = JSON.parse(stdout) as readonly { session: string; process: number; dockerfile: string }[];
  const found = all.find(
    (each) => fs.existsSync(each.dockerfile) && fs.realpathSync(path.dirname(each.dockerfile)) === fs.realpathSync(folder),
  );
  if (found === undefined) throw new Error(stdout);
  return found;
}

async function container(): Promise<string> {
  const names = async () => (await docker(["ps", "--format", "{{.Names}} {{.Command}}", "--no-trunc"])).stdout.split("\n");
  const mine = await until(
    async () => (await names()).find((line) => line.includes("-line3-") && line.includes(id)),
    () => "the RUN does not run",
  );
  return mine?.split(" ")[0] ?? "";
}

it("shows the session as it goes on, on the screen and as lines, and Enter takes it over", { timeout: 180_000 }, async () => {
  const writer = await openTui(folder, { flags: "--no-cache" });
  const second = await openTui(folder);
  try {
    second.keys("q");
    await second.until(/ready\$ *$/m);
    writer.keys("c");
    await writer.until("waiting");
    const { session, process: pid } = await inSession();
    const lines = run(process.execPath, [dbuildFile, "resume", "--plain", session], { cwd: folder });
    second.type(`clear; ${process.execPath} ${dbuildFile} resume ${session}`);
    second.keys("Enter");
    await second.until(new RegExp(`RUNNING[\\s\\S]*waiting[\\s\\S]*process\\s+${pid}`));
    second.keys("p");
    await second.until(/Read-only/);
    await docker(["exec", await container(), "touch", "/go"]);
    await untilFailed(writer);
    await second.until(/FAILED[\s\S]*exit code 4/);
    writer.keys("q");
    await writer.until(/ready\$ *$/m);
    await second.until(/has ended/);
    const { code, stderr } = await lines;
    expect(stderr).toContain(`open in another dbuild, process ${pid}`);
    expect(stderr).toMatch(/step 3\/4 line 3[\s\S]*waiting[\s\S]*that process has ended; the session stands so: line 3 failed/);
    expect(code).toBe(1);
    second.keys("Enter");
    await second.until(/FAILED/, { not: /Read-only/ });
    second.keys("u");
    await second.until(/PAUSED/);
    second.keys("z");
    await second.until(/Took back: the step back[\s\S]*/);
    second.keys("q");
    await second.until(/ready\$ *$/m);
  } finally {
    writer.close();
    second.close();
    await dbuild(["rm", (await inSession()).session], { cwd: folder }).catch(() => {});
  }
});
