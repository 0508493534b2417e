/** The engine at hand as a judge: what its own docker build knows, and so which cases it can judge. */
import { docker } from "../helpers/dbuild.ts";
import { hasBuildx } from "../helpers/docker-build.ts";
import type { Case, Need } from "./case.ts";

export type Judge = {
  readonly engine: string;
  readonly major: number;
  readonly store: "graph" | "containerd";
  /** Of the Dockerfile frontend that is built into the engine. */
  readonly frontend: readonly [major: number, minor: number];
  readonly buildx: boolean;
  readonly root: boolean;
  /** Asked when a case first needs it: it takes seconds. */
  readonly network: () => Promise<boolean>;
};

/** Frontends built into engines (their BuildKit's release notes); an engine between two rows has the earlier one's. */
const frontends: readonly (readonly [engine: number, frontend: readonly [number, number]])[] = [
  [20, [1, 2]],
  [23, [1, 5]],
  [25, [1, 6]],
  [26, [1, 7]],
  [27, [1, 8]],
  [28, [1, 19]],
  [29, [1, 20]],
];

/** Asks the engine that `docker` reaches. */
export async function judgeAtHand(): Promise<Judge> {
  const { stdout, code, stderr } = await docker(["info", "--format", "{{json .}}"]);
  const info = JSON.parse(stdout || "{}") as { readonly ServerVersion?: string; readonly DriverStatus?: unknown };
  if (code !== 0 || !info.ServerVersion) throw new Error(`no engine: ${stderr.trim()}`);
  const engine = info.ServerVersion;
  const major = Number.parseInt(engine, 10);
  let reached: Promise<boolean> | undefined;
  return {
    engine,
    major,
    store: JSON.stringify(info.DriverStatus ?? []).includes("io.containerd.snapshotter.v1") ? "containerd" : "graph",
    frontend: frontends.findLast(([first]) => first <= major)?.[1] ?? [1, 0],
    buildx: await hasBuildx(),
    root: process.getuid?.() === 0,
    network: () => {
      reached ??= packagesReached();
      return reached;
    },
  };
}

/** `28.5.2, graph store`. */
export const judgeName = ({ engine, store }: Judge): string => `${engine}, ${store} store`;

/** Why this engine cannot judge the case; undefined when it can. */
export async function cannotJudge(one: Case, judge: Judge): Promise<string | undefined> {
  for (const need of one.needs) {
    const reason = await lack(need, judge);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

async function lack(need: Need, judge: Judge): Promise<string | undefined> {
  switch (need) {
    case "buildx":
      return judge.buildx ? undefined : "the client here has no buildx";
    case "containerd":
    case "graph":
      return judge.store === need ? undefined : `only the ${need} store does this`;
    case "root":
      return judge.root ? undefined : "its context can be made by root only";
    case "network":
      return (await judge.network()) ? undefined : "containers here do not reach Debian's packages";
    default: {
      const [, major = 0, minor = 0] = need.split(/[ .]/).map(Number);
      const [ourMajor, ourMinor] = judge.frontend;
      const enough = ourMajor > major || (ourMajor === major && ourMinor >= minor);
      return enough ? undefined : `it needs Dockerfile frontend ${major}.${minor}, this engine has ${ourMajor}.${ourMinor}`;
    }
  }
}

async function packagesReached(): Promise<boolean> {
  const quick = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"];
  const words = ["run", "--rm", "debian:bookworm", "apt-get", ...quick, "-o", "APT::Update::Error-Mode=any", "update"];
  return (await docker(words)).code === 0;
}
