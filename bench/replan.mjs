// What an edit costs before anything runs: see replan.ts.
import { median, time } from "./numbers.mjs";
import { ranScript } from "./script.mjs";

export async function replan(bench) {
  bench.tell("re-plan after an edit");
  const times = await ranScript(bench, "replan");
  const value = median(times);
  const cells = [
    "edit at the top of 2,000 instructions, to the next session",
    time(value),
    `slowest of ${times.length}: ${time(Math.max(...times))}`,
    "–",
    "≤ 50 ms",
    value <= 50 ? "reached" : "MISSED",
  ];
  return [{ kind: "screen", cells }];
}
