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
};

export type Outcome =
  | { readonly kind: "built"; readonly differences: readonly string[] }
  /** What each builder said when it refused; undefined: it did not. */
  | { readonly kind: "refused"; readonly docker: string | undefined; readonly ours: string | undefined };

let serial = 0;

/** Everything it makes in the engine is named `dbuild-copytest-…` and gone when it returns. */
export async function compareCopies(
  engine: Engine,
  { lines, base, from, context = "true", prepare, comparison }: Case,
): Promise<Outcome> {
  const id = `${process.pid}-${++serial}`;
  // A folder of its own: the engine takes a context with a known name and known times for unchanged.
  const folder = await mkdtemp(join(tmpdir(), `dbuild-copytest-${id}-`));
  const tag = (what: string): string => `dbuild-copytest-${id}:${what}`;
  const tags: string[] = [];
  const containers: string[] = [];
  const build = async (name: string, text: string): Promise<void> => {
    const file = join(folder, "..", `${name.replace(":", "-")}.Dockerfile`);
    await writeFile(file, text);
    try {
      const flags = ["--provenance=false", "--sbom=false", "--no-cache", "--load", "-q", "-t", name, "-f", file];
      await docker("buildx", "build", ...flags, folder);
      tags.push(name);
    } finally {
      await rm(file);
    }
  };
  try {
    await run("sh", ["-ec", context], { cwd: folder });
    await prepare?.(folder);
    const start = base === "scratch" ? "FROM scratch" : `FROM busybox\n${base ?? ""}`;
    if (base !== "scratch") await build(tag("base"), start);
    if (from !== undefined) await build(tag("from"), `FROM busybox\n${from}`);
    const head = base === "scratch" ? "FROM scratch" : `FROM ${tag("base")}`;
    const theirs = await problemOf(() =>
      build(tag("docker"), `${head}\n${lines.map((line) => write(line, tag("from"))).join("\n")}\n`),
    );
    const ours = await problemOf(async () => {
      const container = await engine.create({
        image: base === "scratch" ? undefined : tag("base"),
        name: `dbuild-copytest-${id}-to`,
      });
      containers.push(container);
      let source: string | undefined;
      if (from !== undefined) {
        source = await engine.create({ image: tag("from"), name: `dbuild-copytest-${id}-from` });
        containers.push(source);
      }
      await perform(engine, container, source, folder, lines, base === "scratch");
      await engine.commit(container, tag("ours"));
      tags.push(tag("ours"));
    });
    if (theirs !== undefined || ours !== undefined) return { kind: "refused", docker: theirs, ours };
    const [left, right] = [await imageTree(tag("docker")), await imageTree(tag("ours"))];
    const mtime = (path: string, entry: { readonly type: string }) => entry.type !== "directory" && !path.startsWith("/bin/");
    return { kind: "built", differences: treeDifferences(left, right, { mtime, ...comparison }) };
  } finally {
    for (const container of containers) await engine.remove(container);
    if (tags.length > 0) await docker("rmi", "-f", ...tags);
    await rm(folder, { recursive: true, force: true });
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
  return [line.add ? "ADD" : "COPY", ...flags, JSON.stringify([...line.copy, line.to])].join(" ");
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
