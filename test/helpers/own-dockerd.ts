/** An engine of a test's own, on a disk of its own, that can be filled up, stopped and started again. */
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { docker } from "./dbuild.ts";
import { until } from "./until.ts";

export type OwnDockerd = {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly env: NodeJS.ProcessEnv;
  /** What its data lies in: the root of the disk. */
  readonly data: string;
  /** Starts it; resolves when it answers. The first time it is given busybox. */
  start(): Promise<void>;
  /** As an init system stops it: SIGTERM. Resolves when it has ended, its containers too. */
  stop(): Promise<void>;
  /** Ends it and takes everything away. */
  remove(): Promise<void>;
};

/**
 * Without a network. Undefined for who may not mount, and beside the programs of an engine before 23, which keeps nothing from the
 * firewall. `folder`: an empty one, of a short path; `size`: of its disk, as `truncate` reads it.
 */
export function ownDockerd(folder: string, size: string): OwnDockerd | undefined {
  const at = (name: string) => path.join(folder, name);
  const data = at("data");
  try {
    if (!/version (?:2[3-9]|[3-9]\d)\./i.test(execFileSync("dockerd", ["--version"], { encoding: "utf8" }))) return undefined;
    fs.mkdirSync(data);
    execFileSync("truncate", ["-s", size, at("disk")]);
    execFileSync("mkfs.ext4", ["-q", "-m", "0", at("disk")], { stdio: "ignore" });
    execFileSync("mount", ["-o", "loop", at("disk"), data], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  fs.writeFileSync(at("config.json"), "{}");
  const host = `unix://${at("s")}`;
  const env = { ...process.env, DOCKER_HOST: host };
  const places = [
    "--config-file",
    at("config.json"),
    "--data-root",
    data,
    "--exec-root",
    at("exec"),
    "-p",
    at("pid"),
    "-H",
    host,
  ];
  let stop = async (): Promise<void> => {};
  return {
    host,
    env,
    data,
    start: async () => {
      const engine = spawn("dockerd", [...places, "--bridge", "none", "--iptables=false", "--ip6tables=false"], {
        stdio: "ignore",
      });
      const ended = new Promise<void>((resolve) => engine.once("exit", () => resolve()));
      stop = () => {
        engine.kill();
        return ended;
      };
      const answers = async () => engine.exitCode !== null || (await docker(["version"], { env })).code === 0;
      await until(answers, () => "the engine does not answer", { seconds: 100, every: 200 });
      if ((await docker(["images", "-q"], { env })).stdout !== "") return;
      await docker(["save", "-o", at("busybox.tar"), "busybox"]);
      const { code, stderr } = await docker(["load", "-i", at("busybox.tar")], { env });
      if (code !== 0) throw new Error(stderr);
    },
    stop: () => stop(),
    remove: async () => {
      await stop();
      execFileSync("umount", ["-l", data]);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
