// The programs that are compared: dbuild, docker build with BuildKit, docker build without it; which of them are here.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { call } from "../scripts/setup/engine-api.mjs";
import { run, tail, which } from "../scripts/setup/processes.mjs";
import { SetupError } from "../scripts/setup/say.mjs";
import { trivialRuns } from "./cases.mjs";

/** `argv` and `env` (added) of a build with `args`. */
export const tools = {
  dbuild: (args, { program, peakFile, folder }) => ({
    argv: [process.execPath, "--import", peakReporter(folder), program, "build", ...args],
    env: { BENCH_PEAK: peakFile },
  }),
  buildkit: (args) => dockerBuild("1", args),
  classic: (args) => dockerBuild("0", args),
};

const dockerBuild = (buildkit, args) => ({
  argv: ["docker", "build", ...args],
  env: { DOCKER_BUILDKIT: buildkit, BUILDX_NO_DEFAULT_ATTESTATIONS: "1" },
});

/** A module that writes the highest resident set (in kB) when the process ends: Node does not tell that of a child. */
function peakReporter(folder) {
  const file = path.join(folder, "peak.mjs");
  const write = "writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS))";
  writeFileSync(
    file,
    `import { existsSync, readFileSync, writeFileSync } from "node:fs";\nprocess.on("exit", () => ${write});\n`,
  );
  return file;
}

/** Bytes; NaN where nothing was written. */
const peakOf = (file) => (existsSync(file) ? Number(readFileSync(file, "utf8")) * 1024 : Number.NaN);

/**
 * Builds (`target`: only to that stage) and resolves with { ms, image, peak }; `peak`: dbuild's highest resident set in bytes.
 * Output is read and dropped, as by a CI log. Throws a SetupError when the build fails.
 */
export async function build(bench, name, file, tag, context, target) {
  const peakFile = path.join(bench.folder, "peak");
  const words = ["-t", tag, "-f", file, ...(target === undefined ? [] : ["--target", target]), context];
  const { argv, env } = tools[name](words, { ...bench, peakFile });
  const [program, ...args] = argv;
  const began = performance.now();
  const result = await run(program, args, { env: { ...bench.env, ...env } });
  const ms = performance.now() - began;
  if (result.code !== 0)
    throw new SetupError([`${name}: the build of ${file} failed (exit code ${result.code})`, ...tail(result.text)]);
  const { Id: image } = await call(bench.endpoint, "GET", `/images/${tag}/json`);
  return { ms, image, peak: peakOf(peakFile) };
}

/** The builders to compare, by trying them; and a line for each that is not here. dbuild must work. */
export async function availableBuilders(bench) {
  const builders = [];
  const left = [];
  for (const name of Object.keys(tools)) {
    const file = path.join(bench.folder, `Dockerfile.try-${name}`);
    const token = bench.newToken();
    writeFileSync(file, trivialRuns(token, 1));
    try {
      if (name !== "dbuild" && which("docker", bench.env) === undefined)
        throw new SetupError("there is no docker client on the PATH");
      await build(bench, name, file, bench.tag(token), bench.emptyFolder);
      builders.push(name);
    } catch (error) {
      if (name === "dbuild" || !(error instanceof SetupError)) throw error;
      left.push(`not compared with ${name}: ${error.lines.at(-1).trim()}`);
    }
  }
  return { builders, left };
}
