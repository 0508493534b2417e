// The programs of a private engine: Debian's packages unpacked into the cache folder, or what the distribution installs.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { install, isDebianLike } from "./debian.mjs";
import { availablePackages, developmentSuite, havePackageLists, missingPackages, unpackInto } from "./packages.mjs";
import { engineTools, programsFolder } from "./places.mjs";
import { run, which } from "./processes.mjs";
import { SetupError, say, step } from "./say.mjs";

/**
 * What `dockerd` of this kind needs: { dockerd, folders, plugins?, libraries? }: folders for the PATH, the folder of
 * docker's plugins, a folder of libraries that the machine lacks. Fetched when they are not there; throws a SetupError.
 */
export async function enginePrograms(kind) {
  if (kind === "stable") return unpackedStable();
  if (!isDebianLike()) return installed();
  try {
    return await unpackedNewest();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const why = error.lines.map((line) => line.trim()).join(" ");
    say(`engine: Debian's newest cannot be had (${why}); taking the distribution's own docker.io`);
    return installed();
  }
}

async function unpackedNewest() {
  const root = path.join(programsFolder(), "newest");
  if (!existsSync(root)) {
    const lists = path.join(programsFolder(), "development-suite");
    try {
      await step(
        "engine: fetching the newest that Debian packages",
        async () => {
          const source = await developmentSuite(lists);
          const names = ["docker.io", "docker-cli", "docker-buildx", "containerd", "tini"];
          await unpackInto(root, names, { source, finish: mustStart });
        },
        () => `engine: the newest that Debian packages, unpacked into ${root}; nothing is installed`,
      );
    } finally {
      rmSync(lists, { recursive: true, force: true });
    }
  }
  await haveTools();
  return programsIn(root);
}

/** A program may need a newer C library than this machine has. */
async function mustStart(root) {
  for (const program of ["usr/sbin/dockerd", "usr/bin/containerd", "usr/bin/docker"]) {
    const { code, text } = await run(path.join(root, program), ["--version"]);
    if (code !== 0) throw new SetupError(`${program} does not start here: ${text.trim().split("\n").at(-1)}`);
  }
}

async function unpackedStable() {
  if (!isDebianLike()) throw new SetupError("the engine of Debian's stable release needs Debian or Ubuntu.", 3);
  const root = path.join(programsFolder(), "stable");
  if (!existsSync(root)) {
    await step(
      "engine: fetching the distribution's docker.io",
      async () => {
        await havePackageLists();
        const own = ["docker.io", "containerd", "runc", "tini"];
        const names = [...own, ...(await availablePackages(["docker-cli", "docker-buildx"])), ...(await missingPackages(own))];
        await unpackInto(root, [...new Set(names)]);
      },
      () => `engine: the distribution's docker.io, unpacked into ${root}; nothing is installed`,
    );
  }
  await haveTools();
  return programsIn(root);
}

/** dockerd on this machine, else the distribution's docker.io, installed as any package. */
async function installed() {
  const missing = [
    ...(which("dockerd") ? [] : ["docker.io", "ca-certificates"]),
    ...(which("ip") ? [] : ["iproute2"]),
    ...(which("iptables") ? [] : ["iptables"]),
  ];
  if (missing.length > 0) {
    if (!isDebianLike()) throw new SetupError(`${missing.join(", ")} not found`, 3);
    await step(
      `engine: installing ${missing.join(", ")} from the distribution`,
      () => install(missing),
      () => `engine: installed ${missing.join(", ")} from the distribution`,
    );
  }
  return { dockerd: which("dockerd"), folders: installedClient() };
}

/** A folder with the distribution's docker client: a newer one without its buildx plugin cannot use this engine's BuildKit. */
function installedClient() {
  const client = "/usr/bin/docker";
  if (!existsSync(client) || which("docker") === client) return [];
  const folder = path.join(programsFolder(), "installed");
  mkdirSync(folder, { recursive: true });
  rmSync(path.join(folder, "docker"), { force: true });
  symlinkSync(client, path.join(folder, "docker"));
  return [folder];
}

function programsIn(root) {
  const plugins = path.join(root, "usr", "libexec", "docker", "cli-plugins");
  return {
    dockerd: path.join(root, "usr", "sbin", "dockerd"),
    // the tools are there where the machine lacks them only
    folders: [path.join(root, "usr", "bin"), path.join(root, "usr", "sbin"), engineTools()].filter((one) => existsSync(one)),
    ...(existsSync(plugins) && { plugins }),
    libraries: [root, path.dirname(engineTools())].flatMap(librariesIn),
  };
}

/** Folders of libraries in a root of unpacked packages: lib/<machine>. */
const librariesIn = (root) =>
  ["lib", "usr/lib"].flatMap((name) => {
    const folder = path.join(root, name);
    const machines = existsSync(folder) ? readdirSync(folder).filter((one) => one.includes("-linux-")) : [];
    return machines.map((one) => path.join(folder, one));
  });

/** What every engine calls and this machine has not: the release's own packages, unpacked, each started with its libraries. */
async function haveTools() {
  const wanted = { runc: "runc", ip: "iproute2", iptables: "iptables" };
  const missing = Object.keys(wanted).filter((name) => which(name) === undefined);
  if (missing.length === 0) return;
  await havePackageLists();
  const packages = Object.values(wanted);
  await step(
    `engine: fetching ${packages.join(", ")} of the distribution`,
    async () => {
      const names = [...new Set([...packages, ...(await missingPackages(packages))])];
      await unpackInto(path.dirname(engineTools()), names, { finish: makeStarters });
    },
    () => `engine: ${packages.join(", ")} of the distribution, unpacked beside it`,
  );
}

function makeStarters(root) {
  const starters = path.join(root, path.basename(engineTools()));
  mkdirSync(starters);
  const find = (...names) =>
    ["usr/sbin", "usr/bin", "bin", "sbin"]
      .flatMap((folder) => names.map((name) => `${folder}/${name}`))
      .find((one) => existsSync(path.join(root, one)));
  const libraries = librariesIn(root).map((folder) => `$root/${path.relative(root, folder)}`);
  const plugins = libraries.map((folder) => `${folder}/xtables`).join(":");
  const start = (name, words) =>
    writeFileSync(
      path.join(starters, name),
      `#!/bin/sh
root=\${0%/*/*}
export LD_LIBRARY_PATH="${libraries.join(":")}" XTABLES_LIBDIR="${plugins}"
exec "$root"/${words} "$@"
`,
      { mode: 0o755 },
    );
  start("ip", find("ip"));
  start("iptables", `${find("xtables-nft-multi", "iptables-nft")} iptables`);
  start("runc", find("runc"));
}
