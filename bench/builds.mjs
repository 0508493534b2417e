// Cold and cached builds, ours and theirs in turn.
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SetupError } from "../scripts/setup/say.mjs";
import { copyAll, copyFrom, equalStages, metadata, smallStages, trivialRuns } from "./cases.mjs";
import { largeFiles, smallFiles } from "./contexts.mjs";
import { median, pairedRatio, ratio, size, time } from "./numbers.mjs";
import { build } from "./tools.mjs";

/**
 * The builds of the groups of rows. `context`: made anew for each round; else an empty folder. `most`: the goals of the cold
 * and of the cached build, in times of BuildKit's. `memory`: dbuild's peak has a row, with this many bytes as its goal. `prepare`: the stage to
 * build first, by the same builder, unmeasured: what comes after it is what the row is about.
 */
export function buildCases({ quick }) {
  const runs = quick ? 5 : 20;
  const stages = quick ? 3 : 12;
  const files = quick ? 2000 : 50_000;
  const bytes = quick ? 50e6 : 1e9;
  const amount = quick ? "50 MB" : "1 GB";
  return {
    runs: { title: `${runs} trivial RUNs`, text: (token) => trivialRuns(token, runs), rounds: quick ? 1 : 5, most: [0.95, 0.6] },
    steps: {
      title: `${stages} stages of small steps, one on the other`,
      text: (token) => smallStages(token, stages, 3),
      rounds: quick ? 1 : 3,
      most: [1, 0.8],
    },
    metadata: { title: "40 metadata instructions, 2 RUNs", text: metadata, rounds: quick ? 1 : 7, most: [0.8, 0.7] },
    stages: {
      title: `three equal stages, ${quick ? 1 : 3} RUNs each`,
      text: (token) => equalStages(token, quick ? 1 : 3),
      rounds: quick ? 1 : 5,
      most: [1, 0.8],
    },
    files: {
      title: `context of ${files.toLocaleString("en")} files`,
      text: copyAll,
      rounds: quick ? 1 : 3,
      context: (folder) => smallFiles(folder, files),
      most: [0.8, 0.4],
      memory: 200e6,
    },
    bytes: {
      title: `context of ${amount}`,
      text: copyAll,
      rounds: quick ? 1 : 3,
      context: (folder) => largeFiles(folder, bytes),
      most: [0.7, 0.7],
      memory: 200e6,
    },
    from: {
      title: `COPY --from of ${amount}`,
      text: (token) => copyFrom(token, bytes),
      rounds: quick ? 1 : 3,
      prepare: "made",
      once: true,
      most: [1, 1],
      memory: 200e6,
    },
  };
}

/** Runs a case; resolves with its rows. Cached: a round's value is the median of three builds where they are short. */
export async function buildRows(bench, { title, text, rounds, context, most, memory, prepare, once = context !== undefined }) {
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
  const rows = Object.keys(times).map((kind, at) => row(`${title}, ${kind}`, times[kind], most[at]));
  return memory === undefined ? rows : [...rows, memoryRow(title, peaks, memory)];
}

/** The goal: at most `most` of BuildKit's time. */
function row(title, times, most) {
  const cell = (name) => (times[name] === undefined ? "–" : time(median(times[name])));
  const against = (name) => (times[name] === undefined ? undefined : pairedRatio(times.dbuild, times[name]));
  const buildkit = against("buildkit");
  const classic = against("classic");
  return {
    kind: "build",
    cells: [
      title,
      cell("dbuild"),
      cell("buildkit"),
      cell("classic"),
      buildkit === undefined ? "–" : ratio(buildkit),
      classic === undefined ? "–" : ratio(classic),
      `≤ ${most} of BuildKit`,
      verdict(buildkit === undefined ? undefined : buildkit <= most),
    ],
  };
}

/** The highest of all rounds: a goal for memory is one for the worst. */
function memoryRow(title, peaks, most) {
  const name = `${title}: peak memory of dbuild`;
  const [cold, cached] = [Math.max(...peaks.cold), Math.max(...peaks.cached)];
  if (!(cold > 0)) return { kind: "build", left: [name, "the system does not tell"] };
  const cells = [name, `${size(cold)}, cached ${size(cached)}`, "–", "–", "–", "–", `≤ ${size(most).replace(".0", "")}`];
  return { kind: "build", cells: [...cells, verdict(Math.max(cold, cached) <= most)] };
}

/** In words; undefined: there was nothing to compare with. */
export function verdict(reached) {
  if (reached === undefined) return "not measured";
  return reached ? "reached" : "MISSED";
}
