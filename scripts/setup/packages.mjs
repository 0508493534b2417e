// Debian's packages unpacked into a folder: nothing is installed, no script of a package runs, no service starts.
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { aptEnvironment, debianMirror } from "./debian.mjs";
import { must, run, tail } from "./processes.mjs";
import { SetupError } from "./say.mjs";

const noTries = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20"];

/**
 * Fills `folder` with the packages' files; `finish(part)` may add to them. The folder appears when it is whole.
 * `source`: words for apt that say where packages come from (default: what this machine is configured with).
 */
export async function unpackInto(folder, names, { source = [], finish = () => {} } = {}) {
  const part = `${folder}.part`;
  const debs = `${folder}.packages`;
  for (const one of [part, debs]) {
    rmSync(one, { recursive: true, force: true });
    mkdirSync(one, { recursive: true });
  }
  chmodSync(debs, 0o777); // apt downloads as its own user
  try {
    await download(names, debs, source);
    for (const deb of readdirSync(debs)) await must(`unpacking ${deb}`, "dpkg-deb", ["-x", path.join(debs, deb), part]);
    await finish(part);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
  } finally {
    for (const one of [part, debs]) rmSync(one, { recursive: true, force: true });
  }
}

async function download(names, folder, source) {
  const result = await run("apt-get", [...noTries, ...source, "download", "-q", ...names], {
    cwd: folder,
    env: aptEnvironment(),
  });
  if (result.code !== 0) throw new SetupError([`apt-get download ${names.join(" ")} failed:`, ...tail(result.text, 4)]);
}

/** Fetches the machine's package lists when it has none. Throws a SetupError. */
export async function havePackageLists() {
  const known = await run("apt-cache", ["policy", "docker.io"], { env: aptEnvironment() });
  if (/Candidate: \d/.test(known.stdout)) return;
  const update = await run("apt-get", ["update", "-q", ...noTries], { env: aptEnvironment() });
  if (update.code !== 0) throw new SetupError(["apt-get update failed:", ...tail(update.text, 4)]);
}

/** Packages of the machine's release that it would install for `names`, what they need and it has not included. */
export async function missingPackages(names) {
  const words = ["-s", "-o", "Debug::NoLocking=1", "--no-install-recommends", "install", ...names];
  const { stdout } = await must("asking apt what is missing", "apt-get", words, { env: aptEnvironment() });
  return [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]);
}

/** Those of `names` that the machine's release has. */
export async function availablePackages(names) {
  const { stdout } = await run("apt-cache", ["policy", ...names], { env: aptEnvironment() });
  return [...stdout.matchAll(/^(\S+):\n.*\n {2}Candidate: (?!\(none\))/gm)].map((match) => match[1]);
}

/**
 * Words for apt that make it take packages of Debian's development suite from the mirror this machine uses; its lists
 * stay in `folder`. Throws a SetupError where that suite cannot be had.
 */
export async function developmentSuite(folder) {
  const mirror = await debianMirror();
  if (mirror === undefined) throw new SetupError("this machine's apt names no mirror of Debian");
  const keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
  for (const one of ["lists/partial", "cache/archives/partial"]) mkdirSync(path.join(folder, one), { recursive: true });
  const list = path.join(folder, "sources.list");
  writeFileSync(list, `deb ${existsSync(keys) ? `[signed-by=${keys}] ` : ""}${mirror} sid main\n`);
  const source = [
    `Dir::Etc::SourceList=${list}`,
    "Dir::Etc::SourceParts=/dev/null",
    `Dir::State::Lists=${path.join(folder, "lists")}`,
    `Dir::Cache=${path.join(folder, "cache")}`,
    "Acquire::Languages=none",
    "APT::Update::Error-Mode=any",
  ].flatMap((setting) => ["-o", setting]);
  const update = await run("apt-get", [...noTries, ...source, "update", "-q"], { env: aptEnvironment() });
  if (update.code !== 0) throw new SetupError(["apt-get update for Debian's development suite failed:", ...tail(update.text, 2)]);
  return source;
}
