// Packages of Debian and Ubuntu: is this such a machine, and apt-get install without questions and without services.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { onInterrupt, run, tail, which, withSystemPath } from "./processes.mjs";
import { SetupError } from "./say.mjs";

/** Words of ID and ID_LIKE in /etc/os-release. */
export function distribution() {
  try {
    const text = readFileSync("/etc/os-release", "utf8");
    return [...text.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap((match) => match[1].split(/\s+/));
  } catch {
    return [];
  }
}

export const isDebianLike = () =>
  which("apt-get") !== undefined && distribution().some((id) => id === "debian" || id === "ubuntu");
export const isRoot = () => process.getuid?.() === 0;

const quiet = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
/** For apt: no questions, texts that can be read by program. */
export const aptEnvironment = () => ({ ...withSystemPath(), DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" });

/** Installs packages as root. The package lists are fetched only when they are missing or too old to install from. */
export async function install(packages) {
  const allow = forbidServices();
  const removeLater = onInterrupt(allow);
  const attempt = () => run("apt-get", ["install", ...quiet, ...packages], { env: aptEnvironment() });
  try {
    const first = await attempt();
    if (first.code === 0) return;
    const update = await run("apt-get", ["update", "-q"], { env: aptEnvironment() });
    const second = await attempt();
    if (second.code === 0) return;
    throw new SetupError([
      `apt-get install ${packages.join(" ")} failed:`,
      ...tail(update.code === 0 ? second.text : `${update.text}\n${second.text}`),
      "Install these packages by hand, then run the same command again.",
    ]);
  } finally {
    removeLater();
    allow();
  }
}

/** Packages must not start services of the whole machine for our sake. Debian asks /usr/sbin/policy-rc.d; 101 is "no". */
function forbidServices() {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return () => {};
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}

/** The Debian mirror that this machine's apt uses, without the last slash; undefined when it names none. */
export async function debianMirror() {
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(CREATED_BY)\t$(ORIGIN)\t$(REPO_URI)"], {
    env: aptEnvironment(),
  });
  const rows = stdout.split("\n").map((line) => line.split("\t"));
  // ORIGIN is empty as long as no list was fetched
  const main = rows.find(
    ([by, origin, uri]) => by === "Packages" && !uri.includes("security") && (origin === "Debian" || /\/debian\/?$/.test(uri)),
  );
  return main?.[2]?.replace(/\/$/, "");
}
