// What the numbers were measured on: in words, without names or paths.
import os from "node:os";
import { call } from "../scripts/setup/engine-api.mjs";
import { run, which } from "../scripts/setup/processes.mjs";

/** Lines for the head of the table. */
export async function machine(bench) {
  const version = await call(bench.endpoint, "GET", "/version");
  const info = await call(bench.endpoint, "GET", "/info");
  const ask = async (args) =>
    which("docker", bench.env) === undefined ? undefined : await run("docker", args, { env: bench.env });
  const client = await ask(["version", "--format", "{{.Client.Version}}"]);
  const buildx = await ask(["buildx", "version"]);
  const load = os.loadavg().map((value) => value.toFixed(1));
  return [
    `${new Date().toISOString().slice(0, 10)}, ${os.availableParallelism()} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB of memory, ${os.type()} ${os.arch()}`,
    `Node ${process.versions.node}, Engine ${version.Version} (${info.Driver}), docker ${client?.stdout.trim() || "none"}, buildx ${/\d+\.\d+\.\d+/.exec(buildx?.code === 0 ? buildx.stdout : "")?.[0] ?? "none"}`,
    `load average ${load.join(", ")}`,
  ];
}
