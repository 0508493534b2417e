// The project itself: its dependencies installed, its bundle built. Each only when something changed.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run, tail } from "./processes.mjs";
import { SetupError, say, step } from "./say.mjs";

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** The bundle that build.mjs writes. */
export const bundle = path.join(projectFolder, "dist", "dbuild.mjs");

/** Refuses a Node that is too old for the project, by name. */
export function checkNode() {
  const floor = [20, 19];
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > floor[0] || (major === floor[0] && minor >= floor[1])) return;
  throw new SetupError(
    `dbuild needs Node ${floor.join(".")} or newer; this is ${process.versions.node} (${process.execPath})`,
    1,
  );
}

/** node_modules as the lock file wants it. */
export async function haveDependencies(folder = projectFolder) {
  const missing = missingPackages(folder);
  if (missing.length === 0) return;
  // Not `npm ci`: it refuses a lock written where the packages of other platforms could not be looked up.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-timeout=60000"];
  await step("dependencies: npm install", async () => {
    const result = await run("npm", args, { cwd: folder });
    if (result.code === 0) return;
    throw new SetupError([
      "npm install failed:",
      ...tail(result.text),
      "Is the npm registry reachable? Then run the same command again.",
    ]);
  });
  const { code, text } = await run(process.execPath, ["-e", 'require("node-pty")'], { cwd: folder });
  if (code !== 0) {
    const why = /Error: (.*)/.exec(text)?.[1] ?? "";
    say(`dependencies: node-pty does not load here (${why}); shells go through the engine's own terminal instead`);
  }
}

/** Packages of the lock file that are not installed in the version it names; optional ones may be missing. */
export function missingPackages(folder) {
  const wanted = packagesIn(path.join(folder, "package-lock.json"));
  const installed = packagesIn(path.join(folder, "node_modules", ".package-lock.json"));
  if (installed === undefined) return ["everything"];
  return Object.entries(wanted ?? {})
    .filter(([name, { version, optional, devOptional, peer }]) => {
      if (name === "" || version === undefined) return false;
      const there = installed[name];
      return there === undefined ? !(optional || devOptional || peer) : there.version !== version;
    })
    .map(([name]) => name);
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

/** dist/dbuild.mjs, newer than all it is made of. */
export async function haveBundle(folder = projectFolder) {
  const parts = ["src", "package.json", "package-lock.json", "scripts/build.mjs"].map((name) => path.join(folder, name));
  const made = timeOf(bundle);
  if (made !== undefined && parts.every((part) => newest(part) <= made)) return;
  await step("build: dist/dbuild.mjs", async () => {
    const result = await run(process.execPath, [path.join(folder, "scripts", "build.mjs")], { cwd: folder });
    if (result.code !== 0) throw new SetupError(["the build failed:", ...tail(result.text, 25)]);
  });
}

const timeOf = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

/** The newest change of a file, or of anything in a folder, in milliseconds since the epoch; 0 when it is missing. */
function newest(where) {
  const stat = statSync(where, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(where).map((name) => newest(path.join(where, name))));
}
