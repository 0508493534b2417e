// From the moment a failing command ends to the prompt of a shell where it failed: dbuild tui and `s`, buildx debug; behind ssh, and
// after a large layer.
import { readFileSync } from "node:fs";
import { run, which } from "../scripts/setup/processes.mjs";
import { SetupError } from "../scripts/setup/say.mjs";
import { failing } from "./cases.mjs";
import { median, pairedRatio, ratio, size, time } from "./numbers.mjs";
import { dockerfile } from "./screen.mjs";
import { sshServer } from "./ssh-server.mjs";
import { openTerminal } from "./terminal.mjs";

const title = "failure to shell prompt";

export async function failureToPrompt(bench) {
  const clock = kernelClock();
  if (clock === undefined) return [{ kind: "screen", left: [title, "it needs /proc/uptime, which this system does not have"] }];
  const why = await noDebugger(bench);
  const socket = /^unix:\/\/(.+)$/.exec(bench.env.DOCKER_HOST ?? "")?.[1];
  const ssh = socket === undefined ? undefined : await sshServer({ socket, wait: 1000, env: bench.env });
  const ours = [];
  const theirs = [];
  const far = [];
  for (let round = 0; round < (bench.quick ? 1 : 7); round++) {
    bench.tell(`${title}: round ${round + 1}`);
    const measures = [async () => ours.push(await inDbuild(bench, clock))];
    if (why === undefined) measures.push(async () => theirs.push(await inBuildx(bench, clock)));
    if (ssh !== undefined)
      measures.push(async () => far.push(await inDbuild({ ...bench, env: { ...bench.env, ...ssh.env } }, clock)));
    if (round % 2 === 1) measures.reverse();
    for (const measure of measures) await measure();
    await bench.tidy.now();
  }
  ssh?.close();
  const value = time(median(ours));
  const rows = [
    why === undefined
      ? row(title, value, `buildx debug: ${time(median(theirs))}`, pairedRatio(ours, theirs), 0.8)
      : { kind: "screen", left: [`${title} (dbuild: ${value}) against buildx debug`, why] },
    ssh === undefined
      ? { kind: "screen", left: [`${title}, over ssh`, "there is no ssh here, or no socket of the engine"] }
      : row(`${title}, over ssh (a login takes 1 s)`, time(median(far)), `the local one: ${value}`, pairedRatio(far, ours), 1.3),
  ];
  return [...rows, await afterLargeLayer(bench, clock)];
}

/** Whether it takes longer the more the failed step has written. */
async function afterLargeLayer(bench, clock) {
  const [less, more] = bench.quick ? [1e6, 50e6] : [10e6, 5e9];
  const after = async (bytes) => {
    bench.tell(`${title}, after ${size(bytes)}`);
    const ms = await inDbuild(bench, clock, bytes);
    await bench.tidy.now();
    return ms;
  };
  const small = [];
  const large = [];
  for (let round = 0; round < (bench.quick ? 1 : 2); round++) {
    small.push(await after(less));
    large.push(await after(more));
  }
  const name = `${title}, ${size(more)} written`;
  return row(name, time(median(large)), `${size(less)}: ${time(median(small))}`, pairedRatio(large, small), 1.2);
}

const row = (name, value, other, against, most) => ({
  kind: "screen",
  cells: [name, value, other, ratio(against), `≤ ${most}`, against <= most ? "reached" : "MISSED"],
});

/** `written`: bytes that the failing step has written. */
async function inDbuild(bench, clock, written) {
  const file = dockerfile(bench, (token) => failing(token, written));
  const argv = [process.execPath, bench.program, "tui", file, bench.emptyFolder];
  const terminal = openTerminal(bench.pty, argv, { env: bench.env, cwd: bench.folder });
  try {
    await terminal.until(/PAUSED/);
    terminal.write("c");
    const ended = await endOf(terminal, clock);
    await terminal.until(/FAILED/);
    terminal.write("s");
    const { at } = await terminal.until(/\/ # /, 600);
    terminal.write("exit\r");
    await terminal.until(/FAILED|PAUSED/);
    terminal.write("q");
    await terminal.exited;
    return at - ended;
  } finally {
    await terminal.close();
  }
}

const debug = ["docker", "buildx", "debug", "--on=error", "--invoke=/bin/sh", "build", "--progress=plain"];

async function inBuildx(bench, clock) {
  const argv = [...debug, "-f", dockerfile(bench, (token) => failing(token)), bench.emptyFolder];
  const terminal = openTerminal(bench.pty, argv, { env: { ...bench.env, BUILDX_EXPERIMENTAL: "1" }, cwd: bench.folder });
  try {
    const ended = await endOf(terminal, clock);
    const { at } = await terminal.until(/\/ # /);
    return at - ended;
  } finally {
    await terminal.close();
  }
}

/** Why there is nothing to compare with; undefined when there is. */
async function noDebugger(bench) {
  if (which("docker", bench.env) === undefined) return "there is no docker client on the PATH";
  const { code, text } = await run("docker", ["buildx", "debug", "--help"], { env: { ...bench.env, BUILDX_EXPERIMENTAL: "1" } });
  return code === 0 && text.includes("buildx debug") ? undefined : "this docker client has no buildx debug";
}

/** When the command ended, by its own words, on our clock. The engine must run on this kernel for that. */
async function endOf(terminal, clock) {
  const { at, match } = await terminal.until(/ended=(\d+\.\d+)/);
  const ended = Number(match[1]) * 1000 + clock;
  if (ended < terminal.began || ended > at + 10)
    throw new SetupError("bench: the engine runs on another kernel than the bench; its times cannot be compared");
  return ended;
}

/** What to add to the kernel's uptime (ms) to have performance.now(); found where its last digit changes. */
function kernelClock() {
  const uptime = () => Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 1000;
  try {
    const first = uptime();
    for (;;) {
      const now = performance.now();
      const next = uptime();
      if (next !== first) return now - next;
    }
  } catch {
    return undefined;
  }
}
