// The TUI on a terminal: first frame, keys while a RUN prints, bytes written, memory.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { leaveOut } from "../scripts/setup/bundle-patches.mjs";
import { run } from "../scripts/setup/processes.mjs";
import { projectFolder } from "../scripts/setup/project.mjs";
import { printing, trivialRuns } from "./cases.mjs";
import { median, pairedRatio, percentile, ratio, size, time } from "./numbers.mjs";
import { csi, frameEnd, openTerminal } from "./terminal.mjs";

export const tui = (bench, file) =>
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

export const paused = new RegExp(`PAUSED[\\s\\S]*${frameEnd}`);

/**
 * From the start of the process to the end of the first frame with everything on it; beside it a bundled Ink program of one line, and an
 * empty Node program.
 */
export async function firstFrame(bench) {
  const file = dockerfile(bench, (token) => trivialRuns(token, 20));
  const hello = await helloProgram(bench);
  const ours = [];
  const others = [];
  const empty = [];
  for (let round = 0; round < (bench.quick ? 3 : 11); round++) {
    bench.tell("first frame");
    const terminal = tui(bench, file);
    ours.push((await terminal.until(paused)).at - terminal.began);
    terminal.write("q");
    await terminal.exited;
    const other = openTerminal(bench.pty, [process.execPath, hello], { env: bench.env, cwd: bench.folder });
    others.push((await other.until(/hello, world/)).at - other.began);
    await other.exited;
    empty.push(await emptyProgram(bench));
  }
  const against = pairedRatio(ours, others);
  const value = time(median(ours));
  const rows = [
    [
      "first frame of the TUI",
      value,
      `Ink hello world: ${time(median(others))}`,
      ratio(against),
      "≤ 1.1",
      reached(against <= 1.1),
    ],
    ["first frame of the TUI", value, `node -e 0: ${time(median(empty))}`, ratio(pairedRatio(ours, empty)), "(towards 2.5)", ""],
  ];
  return rows.map((cells) => ({ kind: "screen", cells }));
}

async function emptyProgram(bench) {
  const began = performance.now();
  await run(process.execPath, ["-e", "0"], { env: bench.env });
  return performance.now() - began;
}

/** One line by Ink, bundled and as React is shipped. Its path. */
async function helloProgram(bench) {
  const outfile = path.join(bench.folder, "hello.mjs");
  await build({
    stdin: {
      contents:
        'import { render, Text } from "ink"; import { createElement } from "react"; render(createElement(Text, null, "hello, world")).unmount();',
      resolveDir: projectFolder,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    minifySyntax: true,
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [leaveOut],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: "warning",
  });
  return outfile;
}

/** `dbuild check` of a Dockerfile of 200 lines. */
export async function check(bench) {
  const file = dockerfile(bench, (token) => trivialRuns(token, 199));
  const ours = [];
  const empty = [];
  for (let round = 0; round < (bench.quick ? 3 : 11); round++) {
    bench.tell("check");
    const began = performance.now();
    await run(process.execPath, [bench.program, "check", file], { env: bench.env });
    ours.push(performance.now() - began);
    empty.push(await emptyProgram(bench));
  }
  const against = pairedRatio(ours, empty);
  const cells = ["dbuild check, 200 lines", time(median(ours)), `node -e 0: ${time(median(empty))}`, ratio(against), "≤ 2.0"];
  return [{ kind: "screen", cells: [...cells, reached(against <= 2)] }];
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
    [`key to frame, ${name}, p50`, time(p50), count, "–", "≤ 17 ms", reached(p50 <= 17)],
    [`key to frame, ${name}, p99`, time(p99), count, "–", "≤ 33 ms", reached(p99 <= 33)],
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
    "≤ 1.05, ≤ 120 MB",
    reached(flat <= 1.05 && peak(results.more) <= 120e6),
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
