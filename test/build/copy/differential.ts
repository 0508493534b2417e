/** Builds the same copies twice, with `docker buildx build` and with our functions, and compares the two file systems. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseChmod } from "../../../src/build/copy/chmod.ts";
import { selectFromContainer } from "../../../src/build/copy/container-source.ts";
import { copyInto } from "../../../src/build/copy/copy-into.ts";
import { parseDestination } from "../../../src/build/copy/destination.ts";
import { makeDirectory } from "../../../src/build/copy/make-directory.ts";
import { ownerOf, resolveUser } from "../../../src/build/copy/owner.ts";
import { readIgnore } from "../../../src/context/ignore.ts";
import { selectFromContext } from "../../../src/context/select.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { mustBuild } from "../../helpers/docker-build.ts";
import { imageTree, type TreeComparison, treeDifferences } from "../../helpers/image-tree.ts";
import { docker } from "../../helpers/saved-image.ts";

const run = promisify(execFile);

/** One line of the Dockerfile under test. */
export type Line =
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
  readonly comparison?: TreeComparison;
  readonly allowed?: readonly Allowed[];
  /** Why the builder of Engine 20.10 cannot judge this case: our part is carried out there and not compared. */
  readonly unjudgedByOld?: string;
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
export async function compareCopies(engine: Engine, one: Case): Promise<Outcome> {
  const { lines, base, from, context = "true", prepare, comparison, allowed = [] } = one;
  const { store, version } = await engine.info();
  const old = isOld(version);
  const id = `${process.pid}-${++serial}`;
  // A folder of its own: the engine takes a context with a known name and known times for unchanged.
  const folder = await mkdtemp(join(tmpdir(), `dbuild-copytest-${id}-`));
  const tag = (what: string): string => `dbuild-copytest-${id}:${what}`;
  const tags: string[] = [];
  const containers: string[] = [];
  const build = async (name: string, text: string): Promise<void> => {
    await buildText(folder, name, text);
    tags.push(name);
  };
  const create = async (image: string | undefined, name: string): Promise<string> => {
    const container = await engine.create({ image, name: `dbuild-copytest-${id}-${name}` });
    containers.push(container);
    return container;
  };
  try {
    await run("sh", ["-ec", context], { cwd: folder });
    await prepare?.(folder);
    const empty = base === "scratch";
    if (!empty) await build(tag("base"), `FROM busybox\n${base ?? ""}`);
    if (from !== undefined) await build(tag("from"), `FROM busybox\n${from}`);
    const text = [empty ? "FROM scratch" : `FROM ${tag("base")}`, ...lines.map((line) => write(line, tag("from")))].join("\n");
    const unjudged = old && one.unjudgedByOld !== undefined;
    const theirs = unjudged ? undefined : await problemOf(() => build(tag("docker"), `${text}\n`));
    const ours = await problemOf(async () => {
      const container = await create(empty ? undefined : tag("base"), "to");
      await perform(engine, container, from === undefined ? undefined : await create(tag("from"), "from"), folder, lines, empty);
      await engine.commit(container, tag("ours"));
      tags.push(tag("ours"));
    });
    if (theirs !== undefined || ours !== undefined) return { kind: "refused", docker: theirs, ours };
    if (unjudged) return { kind: "built", differences: [] };
    const [left, right] = [await imageTree(tag("docker")), await imageTree(tag("ours"))];
    const mtime = (path: string, entry: { readonly type: string }) => entry.type !== "directory" && !path.startsWith("/bin/");
    const applies = (known: Allowed) => (known.store ?? store) === store && (known.old ?? old) === old;
    const differences = treeDifferences(left, right, { mtime, ...comparison });
    const unexpected = differences.filter((line) => !allowed.some((known) => applies(known) && known.line.test(line)));
    return { kind: "built", differences: unexpected };
  } finally {
    for (const container of containers) await engine.remove(container);
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

async function perform(
  engine: Engine,
  container: string,
  source: string | undefined,
  folder: string,
  lines: readonly Line[],
  empty: boolean,
) {
  let workdir = "/";
  const ignore = await readIgnore(folder);
  for (const [index, line] of lines.entries()) {
    const first = empty && index === 0;
    if ("workdir" in line) {
      workdir = parseDestination(line.workdir, workdir).path;
      await makeDirectory(engine, container, workdir, await ownerOf(engine, container, line.user ?? "", first));
      continue;
    }
    const chmod = parseChmod(line.chmod ?? "");
    if ("message" in chmod) throw new Error(chmod.message);
    const owner =
      line.chown === undefined || line.chown === "" ? {} : { owner: await resolveUser(engine, container, line.chown, first) };
    const selection =
      line.from && source !== undefined
        ? await selectFromContainer(engine, source, line.copy)
        : await selectFromContext(folder, ignore, line.copy);
    await copyInto(engine, container, selection, parseDestination(line.to, workdir), {
      chmod,
      ...owner,
      unpack: line.add ?? false,
    });
  }
}

function write(line: Line, from: string): string {
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
