// From the key that opens *Changes* of a RUN that wrote a large file to its first row, against the engine's own list of such a container.
import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../scripts/setup/engine-api.mjs";
import { largeFile, largeFileCommand } from "./cases.mjs";
import { median, pairedRatio, ratio, size, time } from "./numbers.mjs";
import { dockerfile } from "./screen.mjs";
import { openTerminal } from "./terminal.mjs";

export async function changesOfLayer(bench) {
  const bytes = bench.quick ? 50e6 : 5e9;
  const what = `changes of a layer of ${size(bytes)}`;
  const ours = [];
  const theirs = [];
  for (let round = 0; round < 3; round++) {
    bench.tell(`${what}: round ${round + 1} of 3`);
    const measures = [async () => ours.push(await inDbuild(bench, bytes)), async () => theirs.push(await byEngine(bench, bytes))];
    if (round % 2 === 1) measures.reverse();
    for (const measure of measures) await measure();
    await bench.tidy.now();
  }
  const against = pairedRatio(ours, theirs);
  const other = `GET /containers/{id}/changes: ${time(median(theirs))}`;
  const reached = against <= 1.1 ? "reached" : "MISSED";
  return [{ kind: "screen", cells: [`${what}, first row`, time(median(ours)), other, ratio(against), "≤ 1.1", reached] }];
}

/** Seconds that a step may take. */
const patience = 900;
/** Milliseconds until a person who sees that it is done asks what it changed. */
const reading = 1000;

/** The first time that it is opened: what was told once is known. */
async function inDbuild(bench, bytes) {
  const file = dockerfile(bench, (token) => largeFile(token, bytes));
  const argv = [process.execPath, bench.program, "tui", file, bench.emptyFolder];
  const terminal = openTerminal(bench.pty, argv, { env: bench.env, cwd: bench.folder });
  try {
    await terminal.until(/PAUSED/);
    terminal.write("c");
    await terminal.until(/DONE/, patience);
    terminal.write(":3\r");
    await sleep(reading);
    const pressed = performance.now();
    terminal.write("2");
    const { at } = await terminal.until(/\+1 ~0 -0/);
    terminal.write("q");
    await terminal.exited;
    return at - pressed;
  } finally {
    await terminal.close();
  }
}

/** Of a container that has done the same and stands still: the median of three calls. */
async function byEngine(bench, bytes) {
  const ask = (method, path, body) => call(bench.endpoint, method, path, { ms: patience * 1000, ...(body && { body }) });
  const name = `dbuild-bench-${bench.newToken()}`;
  const Cmd = ["/bin/sh", "-c", largeFileCommand(bytes)];
  const { Id } = await ask("POST", `/containers/create?name=${name}`, { Image: "busybox:latest", Cmd });
  try {
    await ask("POST", `/containers/${Id}/start`);
    await ask("POST", `/containers/${Id}/wait`);
    const times = [];
    for (let time = 0; time < 3; time++) {
      const began = performance.now();
      await ask("GET", `/containers/${Id}/changes`);
      times.push(performance.now() - began);
    }
    return median(times);
  } finally {
    await ask("DELETE", `/containers/${Id}?force=1`);
  }
}
