// What writing a session down costs: see journal.ts.
import { median, time } from "./numbers.mjs";
import { ranScript } from "./script.mjs";

export async function journal(bench) {
  bench.tell("the journal of a session");
  const { steps, keys } = await ranScript(bench, "journal");
  const row = (what, times, goal) => {
    const value = median(times);
    const slowest = `slowest of ${times.length}: ${time(Math.max(...times))}`;
    return { kind: "screen", cells: [what, time(value), slowest, "–", `≤ ${goal} ms`, value <= goal ? "reached" : "MISSED"] };
  };
  return [
    // 2 % of a step of 100 ms, which few are short of
    row("writing down a step's start and result, 200 steps", steps, 2),
    row("writing down a key press that changes the session", keys, 1),
  ];
}
