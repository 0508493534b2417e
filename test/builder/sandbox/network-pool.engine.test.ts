/** RUNs that take turns with a network: what one of them does to it is not there for the next. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith } from "../../helpers/dbuild.ts";
import { until } from "../../helpers/until.ts";

const id = `pool-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** A folder with a Dockerfile of these RUNs, each new to every cache. */
function folderOf(...runs: readonly string[]): string {
  const folder = folderWith({ Dockerfile: ["FROM busybox", ...runs.map((run, at) => `RUN : ${id} ${at}; ${run}`)].join("\n") });
  folders.push(folder);
  return folder;
}

/** What each RUN printed, and nothing else. */
async function printed(folder: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const { code, stderr } = await dbuild(["build", ...flags, "."], { cwd: folder });
  expect(code, stderr).toBe(0);
  return stderr
    .split(/^step \d+\/\d+ line \d+: RUN .*$/m)
    .slice(1)
    .map((text) =>
      text
        .replace(/^ {2}done in .*|^image .*$/gm, "")
        .replace(/^ {2}/gm, "")
        .trim(),
    );
}

const poolContainers = async (): Promise<readonly string[]> =>
  (await docker(["ps", "-a", "--format", "{{.Names}}", "--filter", "name=-network$"])).stdout.trim().split("\n").filter(Boolean);

/** Files that the text does not name: such a RUN has a network of its own anyway. */
const hostname = "/etc/h*e";
const resolver = "/etc/r*f";

describe("RUNs in networks of the pool", () => {
  it("share one, and find it as a RUN with its own finds that", async () => {
    const says = `readlink /proc/self/ns/net; cat /etc/h* ${resolver} | grep -v -e '^#' -e '^$'; ip -o a | sed 's/.*inet/inet/; s/[0-9]*\\.[0-9]*\\/.*//'; cat /proc/sys/net/ipv4/ip_unprivileged_port_start`;
    const folder = folderOf(...Array.from({ length: 7 }, () => `sleep 0.3; ${says}`));
    const [pooled, alone] = [await printed(folder), await printed(folder, "--no-pool", "--no-cache")];
    const parts = (list: readonly string[]) => list.map((text) => text.split("\n", 1)[0]);
    // the first RUN on such a base has the engine's /etc/hosts (docs/conformance.md)
    const rest = (list: readonly string[]) => new Set(list.slice(1).map((text) => text.replace(/^net:.*\n/, "")));
    // the first has its own: one is made beside it
    expect(new Set(parts(pooled).slice(3)).size).toBe(1);
    expect(new Set(parts(pooled).slice(0, 4)).size).toBeGreaterThan(1);
    expect(rest(pooled)).toEqual(rest(alone));
    expect(rest(pooled).size).toBe(1);
  });

  it("leave it as they found it: names, addresses of names, ports", async () => {
    const look = `cat ${hostname}; grep -c ^nameserver ${resolver}; tail -n +2 /proc/net/tcp | wc -l`;
    const folder = folderOf(
      "sleep 0.5",
      "sleep 0.5",
      `for f in ${hostname}; do echo changed > $f; done; for f in ${resolver}; do echo nameserver 9.9.9.9 > $f && echo wrote; done; true`,
      look,
      // who ends a connection first keeps its port for a minute, as a rule
      "(echo hello | nc -l -p 7777 &) ; sleep 0.5; nc 127.0.0.1 7777 < /dev/null; sleep 0.2; tail -n +2 /proc/net/tcp | wc -l",
      look,
      "nc -l -p 7777 & sleep 0.2; kill $!; sleep 1000 & echo left",
      look,
    );
    const [first = "", ...others] = (await printed(folder)).filter((_text, at) => [3, 5, 7].includes(at));
    expect(first).toMatch(/^buildkitsandbox\n\d+\n0$/);
    expect(others).toEqual([first, first]);
  });

  it("go on where somebody removes what has the network", async () => {
    const folder = folderOf("sleep 1", "sleep 1", "sleep 1", "sleep 1", "echo end");
    let over = false;
    const building = dbuild(["build", "."], { cwd: folder }).finally(() => {
      over = true;
    });
    const removed = new Set<string>();
    const removing = until(
      async () => {
        for (const name of await poolContainers()) {
          // of another test, perhaps
          const session = /^dbuild-(.*)-line0-\d+-network$/.exec(name)?.[1] ?? "";
          const words = ["ps", "--format", "{{.Command}}", "--no-trunc", "--filter", `name=${session}`];
          if (removed.has(name) || !(await docker(words)).stdout.includes(id)) continue;
          await docker(["rm", "-f", name]);
          removed.add(name);
        }
        return over || removed.size >= 2;
      },
      () => "two were to be removed",
    );
    const [{ code, stderr }] = await Promise.all([building, removing]);
    expect(code, stderr).toBe(0);
    expect(removed.size).toBeGreaterThan(0);
  });

  it("keep it when dbuild is killed, until they end; then it is removed", async () => {
    const folder = folderOf(
      "sleep 0.6",
      "sleep 0.6",
      "echo begun; sleep 6; ip -o a | grep -c eth0",
      "echo more",
      "echo more",
      "echo end",
    );
    const child = spawn(process.execPath, [dbuildFile, "build", "."], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    child.stderr.on("data", (data) => {
      text += data;
    });
    await until(
      () => /^ {2}begun$/m.test(text),
      () => `the third RUN was to begin: ${text}`,
    );
    child.kill("SIGKILL");
    const { code, stderr } = await dbuild(["build", "."], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/begun\n\s*1\n/);
    const sessions = new Set([...stderr.matchAll(/dbuild-(\S+?)-line\d+/g)].map(([, session]) => session));
    const left = (await poolContainers()).filter((name) => [...sessions].some((session) => name.includes(session ?? "")));
    expect(left).toEqual([]);
  });
});
