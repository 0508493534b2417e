// From a key that moves in the step list to the frame: a Dockerfile of 2,000 instructions beside one of 20.
import { trivialRuns } from "./cases.mjs";
import { percentile, ratio, time } from "./numbers.mjs";
import { dockerfile, paused, tui } from "./screen.mjs";
import { frameEnd } from "./terminal.mjs";

const [down, up] = ["\u001b[B", "\u001b[A"];
const frame = new RegExp(frameEnd);

export async function scrolling(bench) {
  const long = bench.quick ? 200 : 2000;
  const results = { short: [], long: [] };
  for (let round = 0; round < (bench.quick ? 1 : 3); round++) {
    bench.tell(`scrolling in ${long} instructions: round ${round + 1}`);
    results.short.push(...(await scrolled(bench, 20)));
    results.long.push(...(await scrolled(bench, long)));
  }
  return [0.5, 0.99].map((share) => {
    const [value, other] = [percentile(results.long, share), percentile(results.short, share)];
    const name = `a row down or up in ${long.toLocaleString("en")} instructions, p${share * 100}`;
    const reached = value / other <= 1.2 || value <= 16;
    const cells = [name, time(value), `20 instructions: ${time(other)}`, ratio(value / other), "≤ 1.2, or a frame of 16 ms"];
    return { kind: "screen", cells: [...cells, reached ? "reached" : "MISSED"] };
  });
}

/** Milliseconds from each of 100 keys to its frame, out of the middle of the list. */
async function scrolled(bench, count) {
  const terminal = tui(
    bench,
    dockerfile(bench, (token) => trivialRuns(token, count)),
  );
  try {
    await terminal.until(paused);
    for (let at = 0; at < Math.min(count, 20) / 2; at++) {
      terminal.write(down);
      await terminal.until(frame);
    }
    const keys = [];
    for (let at = 0; at < 100; at++) {
      const pressed = performance.now();
      terminal.write(at % 2 === 0 ? down : up);
      keys.push((await terminal.until(frame)).at - pressed);
    }
    terminal.write("q");
    await terminal.exited;
    return keys;
  } finally {
    await terminal.close();
  }
}
