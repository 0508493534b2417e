// Cold and cached builds, ours and theirs in turn.
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SetupError } from "../scripts/setup/say.mjs";
import { copyAll, copyFrom, equalStages, metadata, smallStages, trivialRuns } from "./cases.mjs";
import { largeFiles, smallFiles } from "./contexts.mjs";
import { median, pairedRatio, ratio, size, time } from "./numbers.mjs";
import { build } from "./tools.mjs";

/**
 * The builds of the groups of rows. `context`: made anew for each round; else an empty folder. `most`: the goal of the cold
 * build, in times of BuildKit's. `memory`: dbuild's peak has a row, with this many bytes as its goal. `prepare`: the stage to
 * build first, by the same builder, unmeasured: what comes after it is what the row is about.
 */
export function buildCases({ quick }) {
  const runs = quick ? 5 : 20;
  const stages = quick ? 3 : 12;
  const files = quick ? 2000 : 50_000;
  const bytes = quick ? 50e6 : 1e9;
  const amount = quick ? "50 MB" : "1 GB";
  return {
    runs: { title: `${runs} trivial RUNs`, text: (token) => trivialRuns(token, runs), rounds: quick ? 1 : 5 },
    steps: {
      title: `${stages} stages of small steps, one on the other`,
      text: (token) => smallStages(token, stages, 3),
      rounds: quick ? 1 : 3,
    },
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
      most: 1.3,
      memory: 200e6,
    },
    bytes: {
      title: `context of ${amount}`,
      text: copyAll,
      rounds: quick ? 1 : 3,
      context: (folder) => largeFiles(folder, bytes),
      most: 1.3,
      memory: 200e6,
    },
    from: {
      title: `COPY --from of ${amount}`,
      text: (token) => copyFrom(token, bytes),
      rounds: quick ? 1 : 3,
      prepare: "made",
      once: true,
      most: 2,
      memory: 200e6,
    },
  };
}

/** Runs a case; resolves with its rows. Cached: a round's value is the median of three builds where they are short. */
export async function buildRows(
  bench,
  { title, text, rounds, context, belowClassic, most = 1.2, memory, prepare, once = context !== undefined },
) {
  const times = { cold: {}, cached: {} };
  const peaks = { cold: [], cached: [] };
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
      if (prepare !== undefined) await build(bench, name, file, tag, folder, prepare);
      const { ms, image, peak } = await build(bench, name, file, tag, folder);
      times.cold[name].push(ms);
      if (name === "dbuild") peaks.cold.push(peak);
      built[name] = { file, tag, image };
      if (name === "dbuild") await bench.tidy.note(tag);
    }
    const again = Object.fromEntries(order.map((name) => [name, []]));
    for (let repeat = 0; repeat < (bench.quick || once ? 1 : 3); repeat++) {
      for (const name of order) {
        const { file, tag, image } = built[name];
        const cached = await build(bench, name, file, tag, folder);
        // Another image would mean that something was built anew.
        if (cached.image !== image) throw new SetupError(`${name}: the second build of ${title} was not cached`);
        again[name].push(cached.ms);
        if (name === "dbuild") peaks.cached.push(cached.peak);
      }
    }
    for (const name of order) times.cached[name].push(median(again[name]));
    if (context !== undefined) rmSync(folder, { recursive: true, force: true });
    await bench.tidy.now();
  }
  const rows = [row(`${title}, cold`, times.cold, most, belowClassic), row(`${title}, cached`, times.cached, 1, belowClassic)];
  return memory === undefined ? rows : [...rows, memoryRow(title, peaks, memory)];
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

/** The highest of all rounds: a goal for memory is one for the worst. */
function memoryRow(title, peaks, most) {
  const name = `${title}: peak memory of dbuild`;
  const [cold, cached] = [Math.max(...peaks.cold), Math.max(...peaks.cached)];
  if (!(cold > 0)) return { kind: "build", left: [name, "the system does not tell"] };
  const cells = [name, `${size(cold)}, cached ${size(cached)}`, "–", "–", "–", "–", `≤ ${size(most).replace(".0", "")}`];
  return { kind: "build", cells: [...cells, verdict([Math.max(cold, cached) <= most])] };
}

/** In words, for several goals of one row. */
export function verdict(list) {
  if (list.length === 0) return "not measured";
  if (list.every(Boolean)) return "reached";
  return list.some(Boolean) ? "one of two missed" : "MISSED";
}
