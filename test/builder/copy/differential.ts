/** Builds the same copies twice, with `docker buildx build` and with our functions, and compares the two file systems. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { contextWordsOf } from "../../../src/builder/context-words.ts";
import { executeStep } from "../../../src/builder/execute.ts";
import { holdsOf } from "../../../src/builder/holds.ts";
import { type BuildState, emptyState } from "../../../src/builder/state.ts";
import type { BuildContext } from "../../../src/builder/step-context.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { mustBuild } from "../../helpers/docker-build.ts";
import { imageTree, type TreeComparison, treeDifferences } from "../../helpers/image-tree.ts";
import { plainRequest } from "../../helpers/plain-request.ts";
import { linux, planOf } from "../../helpers/plans.ts";
import { docker } from "../../helpers/saved-image.ts";

const run = promisify(execFile);

/** One line of the Dockerfile under test: as it stands (`FROM_IMAGE` is the image of the case's `from` lines), or its parts. */
export type Line =
  | string
  | {
      readonly copy: readonly string[];
      readonly to: string;
      readonly chown?: string;
      readonly chmod?: string;
      /** Out of the image built from the case's `from` lines. */
      readonly from?: true;
      readonly add?: true;
    }
  | { readonly workdir: string; readonly user?: string };

export type Case = {
  readonly name: string;
  /** Lines after FROM of the image copied into; default busybox as it is. "scratch": an empty one. */
  readonly base?: string;
  /** Lines after FROM busybox of the image copied out of. */
  readonly from?: string;
  /** Shell script that makes the context, run inside it. */
  readonly context?: string;
  /** Adds to the context what a script cannot make. */
  readonly prepare?: (folder: string) => Promise<void>;
  readonly lines: readonly Line[];
  /** What docker builds instead, where it has no such flag yet; its history is not compared then. */
  readonly theirs?: readonly Line[];
  readonly comparison?: TreeComparison;
  readonly allowed?: readonly Allowed[];
  /** Why the builder of Engine 20.10 cannot judge this case: our part is carried out there and not compared. */
  readonly unjudgedByOld?: string;
  /** What Engine 20.10 lacks that our part needs. */
  readonly undoneByOld?: string;
};

/** Engines before 23 carry a BuildKit with other rules in places; we follow the newest. */
export function isOld(version: string): boolean {
  return Number.parseInt(version, 10) < 23;
}

/** A difference that the engine's API forces. */
export type Allowed = {
  readonly store?: "graph" | "containerd";
  /** Only where the engine's builder is that old. */
  readonly old?: true;
  readonly line: RegExp;
  readonly why: string;
};

export type Outcome =
  | { readonly kind: "built"; readonly differences: readonly string[] }
  /** What each builder said when it refused; undefined: it did not. */
  | { readonly kind: "refused"; readonly docker: string | undefined; readonly ours: string | undefined };

let serial = 0;

/** Everything it makes in the engine is named `dbuild-copytest-…` and gone when it returns. */
export async function compareCopies(
  engine: Engine,
  one: Case,
  fill: (line: string) => string = (line) => line,
): Promise<Outcome> {
  const { lines, base, from, context = "true", prepare, comparison, allowed = [] } = one;
  const { store, version } = await engine.info();
  const old = isOld(version);
  const id = `${process.pid}-${++serial}`;
  // A folder of its own: the engine takes a context with a known name and known times for unchanged.
  const folder = await mkdtemp(join(tmpdir(), `dbuild-copytest-${id}-`));
  const tag = (what: string): string => `dbuild-copytest-${id}:${what}`;
  const tags: string[] = [];
  let history: readonly string[] = [];
  const build = async (name: string, text: string): Promise<void> => {
    await buildText(folder, name, text);
    tags.push(name);
  };
  try {
    await run("sh", ["-ec", context], { cwd: folder });
    await prepare?.(folder);
    const start = base === undefined ? "busybox" : base === "scratch" ? "scratch" : tag("base");
    if (start === tag("base")) await build(start, `FROM busybox\n${base}`);
    if (from !== undefined) await build(tag("from"), `FROM busybox\n${from}`);
    const textOf = (some: readonly Line[]): string =>
      [`FROM ${start}`, ...some.map((line) => fill(write(line, tag("from"))))].join("\n");
    const text = textOf(lines);
    const unjudged = old && one.unjudgedByOld !== undefined;
    const theirs = unjudged ? undefined : await problemOf(() => build(tag("docker"), `${textOf(one.theirs ?? lines)}\n`));
    const ours = await problemOf(async () => {
      history = await perform(engine, folder, text, tag("ours"), tags);
    });
    if (theirs !== undefined || ours !== undefined) return { kind: "refused", docker: theirs, ours };
    if (unjudged) return { kind: "built", differences: [] };
    const [left, right] = [await imageTree(tag("docker")), await imageTree(tag("ours"))];
    const mtime = (path: string, entry: { readonly type: string }) => entry.type !== "directory" && !path.startsWith("/bin/");
    const applies = (known: Allowed) => (known.store ?? store) === store && (known.old ?? old) === old;
    const differences = [...treeDifferences(left, right, { mtime, ...comparison })];
    if (!old && one.theirs === undefined) differences.push(...(await historyDifferences(tag("docker"), lines.length, history)));
    const unexpected = differences.filter((line) => !allowed.some((known) => applies(known) && known.line.test(line)));
    return { kind: "built", differences: unexpected };
  } finally {
    if (tags.length > 0) await docker("rmi", "-f", ...tags);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The Dockerfile stays outside of the context. */
async function buildText(context: string, tag: string, text: string): Promise<void> {
  const file = join(context, "..", `${tag.replace(":", "-")}.Dockerfile`);
  await writeFile(file, text);
  try {
    await mustBuild(tag, "-q", "-f", file, context);
  } finally {
    await rm(file);
  }
}

/** Executes the Dockerfile as dbuild does, tags the result, and gives the history it wrote. */
async function perform(real: Engine, folder: string, text: string, tag: string, tags: string[]): Promise<readonly string[]> {
  const plan = planOf(text);
  const engine: Engine = {
    ...real,
    commit: (container, name, config) => {
      tags.push(name);
      return real.commit(container, name, config);
    },
  };
  const removals: Promise<unknown>[] = [];
  const session = `copytest-${process.pid}-${serial}`;
  const holds = holdsOf(engine, session);
  const build: BuildContext = {
    engine: holds.engine,
    holds,
    session,
    isDead: () => false,
    program: plan.program,
    steps: plan.steps.length,
    contextWords: contextWordsOf(plan.steps),
    buildArgs: {},
    platformArgs: linux,
    noCache: true,
    pull: false,
    request: plainRequest,
    files: { root: folder, dockerfile: join(folder, "..", "no.Dockerfile"), statCache: join(folder, "..", `${serial}.hashes`) },
    kept: new Map(),
    background: (work) => removals.push(work),
  };
  let state: BuildState = emptyState;
  try {
    for (const step of plan.steps) {
      const attempt = { run: 1, signal: new AbortController().signal, useCache: true, log: () => {} };
      const result = await executeStep({ ...build, ...attempt, step }, state);
      if (!result.ok) throw new Error(result.failure.message);
      state = result.state;
    }
  } finally {
    await Promise.all(removals);
    await holds.release();
    await rm(build.files.statCache, { recursive: true, force: true });
  }
  const { image, history = [] } = state.stage ?? {};
  if (image === undefined) throw new Error("nothing was made");
  await real.tag(image, tag);
  tags.push(tag);
  return history.map((entry) => entry.created_by ?? "");
}

/** The lines of history that the case's own lines made, where they are not docker's. */
async function historyDifferences(image: string, count: number, ours: readonly string[]): Promise<readonly string[]> {
  const printed = await docker("history", "--no-trunc", "--format", "{{json .CreatedBy}}", image);
  const theirs = printed.split("\n").map((line) => JSON.parse(line) as string);
  const newest = ours.toReversed();
  return theirs.slice(0, count).flatMap((line, index) => (line === newest[index] ? [] : [`history: ${line} | ${newest[index]}`]));
}

function write(line: Line, from: string): string {
  if (typeof line === "string") return line.replaceAll("FROM_IMAGE", from);
  if ("workdir" in line) return `USER ${line.user ?? "root"}\nWORKDIR ${line.workdir}`;
  const flags = [
    ...(line.from ? [`--from=${from}`] : []),
    ...(line.chown === undefined ? [] : [`--chown=${line.chown}`]),
    ...(line.chmod === undefined ? [] : [`--chmod=${line.chmod}`]),
  ];
  // Words of the JSON form are read twice: as JSON, then as shell words.
  const words = [...line.copy, line.to].map((word) => word.replaceAll("\\", "\\\\"));
  return [line.add ? "ADD" : "COPY", ...flags, JSON.stringify(words)].join(" ");
}

/** What it said when it failed. */
async function problemOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return /failed to solve: (.*)/.exec(stderr ?? "")?.[1] ?? message;
  }
}
