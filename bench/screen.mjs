// The TUI on a terminal: first frame, keys while a RUN prints, bytes written, memory.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../scripts/setup/processes.mjs";
import { printing, trivialRuns } from "./cases.mjs";
import { median, percentile, ratio, size, time } from "./numbers.mjs";
import { csi, frameEnd, openTerminal } from "./terminal.mjs";

const tui = (bench, file) =>
  openTerminal(bench.pty, [process.execPath, bench.program, "tui", file, bench.emptyFolder], {
    env: bench.env,
    cwd: bench.folder,
  });

/** A Dockerfile of its own; `makeText` gets its token. */
export function dockerfile(bench, makeText) {
  const token = bench.newToken();
  const file = path.join(bench.folder, `Dockerfile.${token}`);
  writeFileSync(file, makeText(token));
  return file;
}

const paused = new RegExp(`PAUSED[\\s\\S]*${frameEnd}`);

/** From the start of the process to the end of the first frame with everything on it; beside it an empty Node program. */
export async function firstFrame(bench) {
  const file = dockerfile(bench, (token) => trivialRuns(token, 20));
  const ours = [];
  const empty = [];
  for (let round = 0; round < (bench.quick ? 3 : 11); round++) {
    bench.tell("first frame");
    const terminal = tui(bench, file);
    ours.push((await terminal.until(paused)).at - terminal.began);
    terminal.write("q");
    await terminal.exited;
    const began = performance.now();
    await run(process.execPath, ["-e", "0"], { env: bench.env });
    empty.push(performance.now() - began);
  }
  const value = median(ours);
  const against = ratio(median(ours.map((ms, at) => ms / empty[at])));
  const cells = [
    "first frame of the TUI",
    time(value),
    `node -e 0: ${time(median(empty))}`,
    against,
    "≤ 300 ms",
    reached(value <= 300),
  ];
  return [{ kind: "screen", cells }];
}

/** A RUN that prints 10 and 100 MB in turn, with a key pressed all the time. */
export async function whilePrinting(bench) {
  const [less, more] = bench.quick ? [1e6, 100e6] : [10e6, 100e6];
  const rounds = bench.quick ? 1 : 7;
  const results = { less: [], more: [] };
  for (let round = 0; round < rounds; round++) {
    bench.tell(`a RUN that prints ${size(more)}: round ${round + 1} of ${rounds}`);
    results.less.push(await printed(bench, less));
    results.more.push(await printed(bench, more));
    await bench.tidy.now();
  }
  const latencies = results.more.flatMap(({ keys }) => keys);
  const p50 = percentile(latencies, 0.5);
  const p99 = percentile(latencies, 0.99);
  const bytes = median(results.more.map((result) => result.bytes));
  const lasting = median(results.more.map(({ ms }) => ms));
  const peak = (list) => median(list.map(({ memory }) => memory));
  const flat = peak(results.more) / peak(results.less);
  const count = `${latencies.length} keys`;
  const name = size(more).replace(".0", "");
  const rows = [
    [`key to frame, ${name}, p50`, time(p50), count, "–", "–", ""],
    [`key to frame, ${name}, p99`, time(p99), count, "–", "≤ 50 ms", reached(p99 <= 50)],
    [`bytes written, ${name}`, size(bytes), `${name} printed in ${time(lasting)}`, (bytes / more).toFixed(4), "–", ""],
  ].map((cells) => ({ kind: "screen", cells }));
  const memory = `peak memory, ${name}`;
  if (Number.isNaN(flat))
    return [...rows, { kind: "screen", left: [memory, "it is read from /proc, which this system does not have"] }];
  const cells = [
    memory,
    size(peak(results.more)),
    `${size(less).replace(".0", "")}: ${size(peak(results.less))}`,
    ratio(flat),
    "flat (≤ 1.2)",
    reached(flat <= 1.2),
  ];
  return [...rows, { kind: "screen", cells }];
}

/** One run of the TUI over a RUN that prints `amount` bytes. */
async function printed(bench, amount) {
  const terminal = tui(
    bench,
    dockerfile(bench, (token) => printing(token, amount)),
  );
  await terminal.until(paused);
  terminal.write("c");
  await terminal.until(/Output of line 3/);
  const before = terminal.bytes();
  const began = performance.now();
  const keys = [];
  let done = false;
  for (let set = false; !done; ) {
    await sleep(20 + Math.random() * 40); // out of step with the frames
    const pressed = performance.now();
    terminal.write("b");
    set = !set;
    const { at, match } = await terminal.until(rowWith(set));
    done = match[1] !== "RUNNING";
    if (!done) keys.push(at - pressed);
  }
  // A key answered after the last byte of output says nothing of this; the loop has left it out.
  const result = { keys, ms: performance.now() - began, bytes: terminal.bytes() - before, memory: peakMemory(terminal.pid) };
  terminal.write("q");
  await terminal.exited;
  return result;
}

// The first row, written whole whenever it changes: the state, and the number of breakpoints as long as there are any.
const firstRow = new RegExp(`${csi}1;1H([\\s\\S]*?)(?:${csi}\\d+;1H|${frameEnd})`, "g");

/** The first row that tells of a breakpoint, or of none; [1] is the state. */
const rowWith = (breakpoint) => (text) => {
  for (const row of text.matchAll(firstRow)) {
    const state = / ([A-Z]{4,}) /.exec(row[1])?.[1];
    if (state !== undefined && row[1].includes("1 breakpoint") === breakpoint) return { index: row.index, 0: row[0], 1: state };
  }
};

/** Highest resident set in bytes; NaN where the kernel does not tell. */
function peakMemory(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}

const reached = (yes) => (yes ? "reached" : "MISSED");
