/** ADD of what lies elsewhere: a file by http, or a git repository. It is fetched only when its layer is not known. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Match, Selection } from "../../context/entries.ts";
import { noIgnore } from "../../context/ignore.ts";
import { selectFromContext } from "../../context/select.ts";
import { download, rememberDownload, unchanged } from "../../fetch/download.ts";
import { fetchGit, resolveGit } from "../../fetch/git.ts";
import { type GitSource, withoutPassword } from "../../fetch/git-url.ts";
import { nameOfUrl } from "../../fetch/url-name.ts";
import { noSources, type Sources } from "../inputs/step-inputs.ts";
import { StepProblem } from "../problem.ts";
import type { Origin } from "./origin.ts";

export type RemoteOptions = {
  /** `sha256:…` of a download; a commit or its beginning for git. */
  readonly checksum?: string;
  /** Where ETags and digests of earlier downloads are remembered. */
  readonly indexFile: string;
  readonly signal: AbortSignal;
  /** A line of progress. */
  readonly say: (line: string) => void;
};

/**
 * ADD URL: one file, 0600 and root's, its time the server's Last-Modified or 1970 (BuildKit). With a checksum nothing is asked
 * of the server before the file is needed. Throws StepProblem for a malformed checksum; `use` throws UserError.
 */
export async function fromUrl(url: string, unpack: boolean, options: RemoteOptions): Promise<Origin> {
  const { checksum, indexFile, signal, say } = options;
  const name = nameOfUrl(url);
  const wanted = checksum === undefined ? undefined : parseChecksum(checksum);
  const before = wanted === undefined ? await unchanged(url, indexFile, signal) : undefined;
  const keyOf = (sha256: string, mtime: number | undefined): string => digest("url", name, sha256, mtime);
  let content = wanted ?? before?.sha256 ?? "";
  return {
    key: wanted !== undefined ? keyOf(wanted, undefined) : before && keyOf(before.sha256, before.mtime),
    sources: fetched(url, () => `sha256:${content}`),
    use: (work) =>
      inScratch(async (folder) => {
        const file = join(folder, "download");
        const got = await download(url, file, { signal, onProgress: downloadProgress(say) });
        if (wanted !== undefined && got.sha256 !== wanted)
          throw new StepProblem(
            `digest mismatch: ${withoutPassword(url)} is sha256:${got.sha256}, not sha256:${wanted}`,
            "if what it gives now is right, write that digest into --checksum",
          );
        await rememberDownload(url, indexFile, got);
        content = got.sha256;
        await work({ matches: [fileMatch({ name, file, size: got.bytes, mtime: got.mtime, unpack })] });
        return keyOf(got.sha256, wanted === undefined ? got.mtime : undefined);
      }),
  };
}

/** ADD REPOSITORY: the files of one commit; of the key only the commit counts, not when it was fetched. */
export async function fromGit(
  source: GitSource,
  exclude: readonly string[],
  { signal, say }: Pick<RemoteOptions, "signal" | "say">,
): Promise<Origin> {
  const fetching = { env: process.env, signal };
  const commit = await resolveGit(source, fetching);
  const { subdir = "", keepGitDir = false, submodules = true } = source;
  const keyOf = (found: string): string => digest("git", found, subdir, keepGitDir, submodules, keepGitDir && source.remote);
  return {
    key: keyOf(commit),
    sources: fetched(source.remote, () => `commit ${commit}`),
    use: (work) =>
      inScratch(async (folder) => {
        say(`fetching ${withoutPassword(source.remote)}`);
        const tree = join(folder, "tree");
        await mkdir(tree);
        const fetched = await fetchGit(source, tree, fetching);
        say(`commit ${fetched.commit}`);
        const { matches } = await selectFromContext(fetched.folder, noIgnore, ["/"], { exclude });
        await work({ matches: matches.map((match): Match => ({ ...match, ownRoot: true })) } satisfies Selection);
        return keyOf(fetched.commit);
      }),
  };
}

const fetched = (address: string, value: () => string): Sources => ({
  ...noSources,
  inputs: () => [{ name: `content of ${withoutPassword(address)}`, value: value() }],
});

/** Hex of a `sha256:` digest; no other kind is taken (BuildKit takes sha384 and sha512 as well, but cannot meet them). */
function parseChecksum(text: string): string {
  const [, algorithm = "", hex = ""] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  const hint = "write --checksum=sha256: and 64 hexadecimal digits";
  if (algorithm === "") throw new StepProblem(`invalid checksum ${text}: invalid checksum digest format`, hint);
  if (algorithm !== "sha256") throw new StepProblem(`invalid checksum ${text}: unsupported digest algorithm`, hint);
  if (hex.length !== 64) throw new StepProblem(`invalid checksum ${text}: invalid checksum digest length`, hint);
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new StepProblem(`invalid checksum ${text}: invalid checksum digest format`, hint);
  return hex;
}

type Downloaded = {
  readonly name: string;
  readonly file: string;
  readonly size: number;
  readonly mtime: number;
  readonly unpack: boolean;
};

function fileMatch({ name, file, size, mtime, unpack }: Downloaded): Match {
  const entry = { path: "", type: "file", mode: 0o600, uid: 0, gid: 0, size, mtime } as const;
  const open = (): AsyncIterable<Uint8Array> => createReadStream(file, { highWaterMark: 1 << 20 });
  return {
    name,
    type: "other",
    items: async function* () {
      yield { entry, read: open };
    },
    ...(unpack && { open }),
  };
}

/** A folder of our own for `work`, gone afterwards. */
async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "dbuild-add-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** At most once a second, and only when it takes that long. */
function downloadProgress(say: (line: string) => void): (bytes: number, total: number | undefined) => void {
  let told = Date.now();
  return (bytes, total) => {
    if (Date.now() - told < 1000) return;
    told = Date.now();
    const of = total === undefined ? "" : ` of ${Math.ceil(total / 1_000_000)}`;
    say(`${Math.floor(bytes / 1_000_000)}${of} MB downloaded`);
  };
}

const digest = (...parts: readonly unknown[]): string => createHash("sha256").update(JSON.stringify(parts)).digest("hex");
