/** Brings a context that lies elsewhere into a folder: a git repository, an archive or a single file by http, standard input. */
import fs from "node:fs";
import path from "node:path";
import { detectArchive } from "../../builder/copy/archive.ts";
import type { TreeIndex } from "../../context/disk-tree.ts";
import { download } from "../../fetch/download.ts";
import { fetchGit } from "../../fetch/git.ts";
import { type GitSource, withoutPassword } from "../../fetch/git-url.ts";
import type { Scratch } from "./scratch.ts";
import { unpack } from "./unpack.ts";

export type Fetching = {
  readonly scratch: Scratch;
  readonly env: NodeJS.ProcessEnv;
  /** Build arguments; BUILDKIT_CONTEXT_KEEP_GIT_DIR is one. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** A line of progress, not yet cleaned. */
  readonly say: (line: string) => void;
};

/** Files in a folder of ours. `single`: it was no archive but one file, which lies there under the name `context`. */
export type Fetched = { readonly root: string; readonly index?: TreeIndex; readonly single?: string };

/** Throws UserError. */
export async function fetchedGit(source: GitSource, { scratch, env, buildArgs, say }: Fetching): Promise<Fetched> {
  say(`fetching ${withoutPassword(source.remote)}`);
  const keep = /^(?:1|t|true)$/i.test(buildArgs.BUILDKIT_CONTEXT_KEEP_GIT_DIR ?? "");
  const { folder, commit } = await fetchGit({ ...source, ...(keep && { keepGitDir: true }) }, scratch.folder(), { env });
  say(`commit ${commit}`);
  return { root: folder };
}

/** Throws UserError. */
export async function fetchedUrl(url: string, { scratch, say }: Fetching): Promise<Fetched> {
  const shown = withoutPassword(url);
  say(`fetching ${shown}`);
  const file = path.join(scratch.folder(), "context");
  const { mtime } = await download(url, file);
  fs.utimesSync(file, mtime, mtime);
  const unpacked = await unpackedFile(shown, file, scratch);
  return unpacked ?? { root: path.dirname(file), single: file };
}

/** The archive in `file` unpacked, or undefined when it is none. The file is removed then. Throws UserError for a damaged one. */
export async function unpackedFile(name: string, file: string, scratch: Scratch): Promise<Fetched | undefined> {
  const open = () => fs.createReadStream(file, { highWaterMark: 1 << 20 });
  const compression = await detectArchive(name, open);
  if (compression === undefined) return undefined;
  const root = scratch.folder();
  const index = await unpack(name, compression, open(), root);
  fs.rmSync(file);
  return { root, index };
}
