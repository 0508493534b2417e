// Cold and cached builds, ours and theirs in turn.
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SetupError } from "../scripts/setup/say.mjs";
import { copyAll, equalStages, metadata, trivialRuns } from "./cases.mjs";
import { largeFiles, smallFiles } from "./contexts.mjs";
import { median, pairedRatio, ratio, time } from "./numbers.mjs";
import { build } from "./tools.mjs";

/** The builds of the groups runs, metadata, stages, files and bytes. `context`: made anew for each round; else an empty folder. */
export function buildCases({ quick }) {
  const runs = quick ? 5 : 20;
  const files = quick ? 2000 : 20_000;
  const bytes = quick ? 50e6 : 1e9;
  const size = quick ? "50 MB" : "1 GB";
  return {
    runs: { title: `${runs} trivial RUNs`, text: (token) => trivialRuns(token, runs), rounds: quick ? 1 : 5 },
    metadata: { title: "40 metadata instructions, 2 RUNs", text: metadata, rounds: quick ? 1 : 7, belowClassic: true },
    stages: {
      title: `three equal stages, ${quick ? 1 : 3} RUNs each`,
      text: (token) => equalStages(token, quick ? 1 : 3),
      rounds: quick ? 1 : 5,
    },
    files: {
      title: `context of ${files.toLocaleString("en")} files`,
      text: copyAll,
      rounds: quick ? 1 : 3,
      context: (folder) => smallFiles(folder, files),
    },
    bytes: { title: `context of ${size}`, text: copyAll, rounds: quick ? 1 : 3, context: (folder) => largeFiles(folder, bytes) },
  };
}

/** Runs a case; resolves with its two rows. Cached: a round's value is the median of three builds where they are short. */
export async function buildRows(bench, { title, text, rounds, context, belowClassic }) {
  const times = { cold: {}, cached: {} };
  for (const kind of Object.keys(times)) for (const name of bench.builders) times[kind][name] = [];
  for (let round = 0; round < rounds; round++) {
    bench.tell(`${title}: round ${round + 1} of ${rounds}`);
    const folder = context === undefined ? bench.emptyFolder : await context(bench.folder);
    const order = bench.builders.map((_, at) => bench.builders[(at + round) % bench.builders.length]);
    const built = {};
    for (const name of order) {
      const token = bench.newToken();
      const file = path.join(bench.folder, `Dockerfile.${token}`);
      writeFileSync(file, text(token));
      const tag = bench.tag(token);
      const { ms, image } = await build(bench, name, file, tag, folder);
      times.cold[name].push(ms);
      built[name] = { file, tag, image };
      if (name === "dbuild") await bench.tidy.note(tag);
    }
    const again = Object.fromEntries(order.map((name) => [name, []]));
    for (let repeat = 0; repeat < (bench.quick || context !== undefined ? 1 : 3); repeat++) {
      for (const name of order) {
        const { file, tag, image } = built[name];
        const cached = await build(bench, name, file, tag, folder);
        // Another image would mean that something was built anew.
        if (cached.image !== image) throw new SetupError(`${name}: the second build of ${title} was not cached`);
        again[name].push(cached.ms);
      }
    }
    for (const name of order) times.cached[name].push(median(again[name]));
    if (context !== undefined) rmSync(folder, { recursive: true, force: true });
    await bench.tidy.now();
  }
  return [row(`${title}, cold`, times.cold, 1.2, belowClassic), row(`${title}, cached`, times.cached, 1, belowClassic)];
}

/** Goals: at most `most` of BuildKit's time; below the classic builder's where `belowClassic`. */
function row(title, times, most, belowClassic = false) {
  const cell = (name) => (times[name] === undefined ? "–" : time(median(times[name])));
  const against = (name) => (times[name] === undefined ? undefined : pairedRatio(times.dbuild, times[name]));
  const buildkit = against("buildkit");
  const classic = against("classic");
  const goals = [`≤ ${most.toFixed(1)} of BuildKit`, ...(belowClassic ? ["< classic"] : [])];
  const verdicts = [
    ...(buildkit === undefined ? [] : [buildkit <= most]),
    ...(belowClassic && classic !== undefined ? [classic < 1] : []),
  ];
  return {
    kind: "build",
    cells: [
      title,
      cell("dbuild"),
      cell("buildkit"),
      cell("classic"),
      buildkit === undefined ? "–" : ratio(buildkit),
      classic === undefined ? "–" : ratio(classic),
      goals.join(", "),
      verdict(verdicts),
    ],
  };
}

/** In words, for several goals of one row. */
export function verdict(list) {
  if (list.length === 0) return "not measured";
  if (list.every(Boolean)) return "reached";
  return list.some(Boolean) ? "one of two missed" : "MISSED";
}
