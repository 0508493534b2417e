// The programs that are compared: dbuild, docker build with BuildKit, docker build without it; which of them are here.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { call } from "../scripts/setup/engine-api.mjs";
import { run, tail, which } from "../scripts/setup/processes.mjs";
import { SetupError } from "../scripts/setup/say.mjs";
import { trivialRuns } from "./cases.mjs";

/** `argv` and `env` (added) of a build of `context` by `file`, tagged `tag`. */
export const tools = {
  dbuild: (file, tag, context, program) => ({
    argv: [process.execPath, program, "build", "-t", tag, "-f", file, context],
    env: {},
  }),
  buildkit: (file, tag, context) => dockerBuild("1", file, tag, context),
  classic: (file, tag, context) => dockerBuild("0", file, tag, context),
};

const dockerBuild = (buildkit, file, tag, context) => ({
  argv: ["docker", "build", "-t", tag, "-f", file, context],
  env: { DOCKER_BUILDKIT: buildkit, BUILDX_NO_DEFAULT_ATTESTATIONS: "1" },
});

/** Builds and resolves with { ms, image }. Output is read and dropped, as by a CI log. Throws a SetupError when the build fails. */
export async function build(bench, name, file, tag, context) {
  const { argv, env } = tools[name](file, tag, context, bench.program);
  const [program, ...args] = argv;
  const began = performance.now();
  const result = await run(program, args, { env: { ...bench.env, ...env } });
  const ms = performance.now() - began;
  if (result.code !== 0)
    throw new SetupError([`${name}: the build of ${file} failed (exit code ${result.code})`, ...tail(result.text)]);
  const { Id: image } = await call(bench.endpoint, "GET", `/images/${tag}/json`);
  return { ms, image };
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
      if (name !== "dbuild" && which("docker") === undefined) throw new SetupError("there is no docker client on the PATH");
      await build(bench, name, file, bench.tag(token), bench.emptyFolder);
      builders.push(name);
    } catch (error) {
      if (name === "dbuild" || !(error instanceof SetupError)) throw error;
      left.push(`not compared with ${name}: ${error.lines.at(-1).trim()}`);
    }
  }
  return { builders, left };
}
