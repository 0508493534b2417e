// Base images made from Debian's packages: busybox from the package busybox-static, debian:bookworm by debootstrap.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { debianMirror, distribution, install, isDebianLike, isRoot } from "./debian.mjs";
import { call, follow } from "./engine-api.mjs";
import { must, onInterrupt, run, stream, which, withSystemPath } from "./processes.mjs";
import { SetupError } from "./say.mjs";

/** busybox:latest as one has it from Docker Hub: one static program under all its names. Returns how it was made. */
export async function makeBusybox(endpoint, name) {
  await checkMachine(endpoint);
  return inTemporaryFolder(async (folder) => {
    const root = path.join(folder, "root");
    for (const one of ["bin", "etc", "root", "tmp", "usr", "var"]) mkdirSync(path.join(root, one), { recursive: true });
    chmodSync(path.join(root, "tmp"), 0o1777);
    chmodSync(path.join(root, "root"), 0o700);
    const program = path.join(root, "bin", "busybox");
    copyFileSync(await unpackedBusybox(folder), program);
    chmodSync(program, 0o755);
    const { stdout } = await must("asking busybox for its names", program, ["--list"]);
    for (const applet of stdout.split("\n").filter((one) => one !== "" && one !== "busybox"))
      symlinkSync("busybox", path.join(root, "bin", applet));
    writeFileSync(
      path.join(root, "etc", "passwd"),
      "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n",
    );
    writeFileSync(path.join(root, "etc", "group"), "root:x:0:\nnogroup:x:65534:\n");
    await importFolder(endpoint, name, root, 'CMD ["sh"]');
    return "made from Debian's package busybox-static";
  });
}

async function unpackedBusybox(folder) {
  const download = () => run("apt-get", ["download", "-q", "busybox-static"], { cwd: folder, env: withSystemPath() });
  if ((await download()).code !== 0) {
    if (isRoot()) await run("apt-get", ["update", "-q"], { env: withSystemPath() });
    const again = await download();
    if (again.code !== 0)
      throw new SetupError(`Debian's package busybox-static cannot be downloaded: ${again.text.trim().split("\n").at(-1)}`);
  }
  const deb = readdirSync(folder).find((file) => file.endsWith(".deb"));
  const unpacked = path.join(folder, "package");
  await must("unpacking busybox-static", "dpkg-deb", ["-x", path.join(folder, deb), unpacked]);
  return ["usr/bin/busybox", "bin/busybox"].map((one) => path.join(unpacked, one)).find((file) => existsSync(file));
}

/** debian:bookworm: a minimal system from the mirror that this machine uses. Returns how it was made. */
export async function makeDebian(endpoint, name) {
  await checkMachine(endpoint);
  if (!isRoot()) throw new SetupError("making it from Debian's packages (debootstrap) needs root.", 3);
  const missing = ["debootstrap", ...(distribution()[0] === "debian" ? [] : ["debian-archive-keyring"])];
  if (which("debootstrap") === undefined) await install(missing);
  const mirror = (distribution()[0] === "debian" && (await debianMirror())) || "http://deb.debian.org/debian";
  return inTemporaryFolder(async (folder) => {
    const root = path.join(folder, "root");
    await must("debootstrap", which("debootstrap"), ["--variant=minbase", "bookworm", root, mirror], { env: withSystemPath() });
    for (const kept of ["var/cache/apt/archives", "var/lib/apt/lists"]) emptyFolder(path.join(root, kept));
    // as in the image on Docker Hub: no daemon starts at an installation, and nothing of it stays in a cache
    writeFileSync(path.join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    writeFileSync(
      path.join(root, "etc/apt/apt.conf.d/docker-clean"),
      'Dir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\nDPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n',
    );
    for (const own of ["etc/resolv.conf", "etc/hostname"]) rmSync(path.join(root, own), { force: true });
    await importFolder(endpoint, name, root, 'CMD ["bash"]');
    return `made with debootstrap from ${mirror}`;
  });
}

function emptyFolder(folder) {
  for (const file of readdirSync(folder)) rmSync(path.join(folder, file), { recursive: true, force: true });
}

/** Only Debian has these packages, and only an engine of this machine's architecture can run them. */
async function checkMachine(endpoint) {
  if (!isDebianLike()) throw new SetupError("making it from packages needs Debian or Ubuntu.", 3);
  const names = { x64: "amd64", ia32: "386" };
  const { Arch: arch } = await call(endpoint, "GET", "/version");
  if (arch !== (names[process.arch] ?? process.arch))
    throw new SetupError(`the engine is of another architecture (${arch}) than this machine (${process.arch}).`, 3);
}

async function importFolder(endpoint, name, root, change) {
  const [repo, tag] = name.split(":");
  const query = new URLSearchParams({ fromSrc: "-", repo, tag, changes: change });
  const tar = stream("tar", ["-C", root, "--numeric-owner", "--one-file-system", "-c", "."]);
  await follow(endpoint, "POST", `/images/create?${query}`, { body: tar.stdout, ms: 300_000 });
  const { code, stderr } = await tar.ended;
  if (code !== 0) throw new SetupError(`tar of ${root} failed: ${stderr.trim()}`);
}

async function inTemporaryFolder(work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dbuild-image-"));
  chmodSync(folder, 0o755); // apt downloads as its own user
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = onInterrupt(remove);
  try {
    return await work(folder);
  } finally {
    forget();
    remove();
  }
}
