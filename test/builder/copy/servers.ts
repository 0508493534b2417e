/** A web server and a git server on this machine's loopback, for what ADD fetches. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { until } from "../../helpers/until.ts";

const run = promisify(execFile);

export type Servers = {
  /** `http://127.0.0.1:port` */
  readonly http: string;
  /** `git://127.0.0.1:port` */
  readonly git: string;
  /** The commit before the newest of repo.git. */
  readonly commit: string;
  /** Method and path of every request so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
};

const repositories = `export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=a@b
umask 077; git init -q -b main w; cd w; mkdir -p sub/deep; echo 1 >run; chmod +x run; echo 2 >sub/deep/b; ln -s run link; git add .
git commit -qm one; git tag -a v1 -m v1; git tag light; git branch feat; echo 3 >new; git add .; git commit -qm two; cd ..
git clone -q --bare w repo.git; git -C repo.git config uploadpack.allowAnySHA1InWant true
git init -q -b main m; cd m; echo z >z; git add .; git commit -qm m; cd ..`;

const superproject = `export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=a@b
cd m; git submodule --quiet add "$0/repo.git" vendor/r; git commit -qm sub; cd ..; git clone -q --bare m super.git
mkdir t; echo 1 >t/f; chmod 4711 t/f; tar --owner=7 --group=8 --numeric-owner -C t -cf t.tar .`;

/** Starts both; everything they serve lies in a folder of their own that goes with them. */
export async function startServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), "dbuild-servers-"));
  await run("sh", ["-ec", repositories], { cwd: folder });
  const { git, stop } = await startGit(folder);
  await run("sh", ["-ec", superproject, git], { cwd: folder });
  const { stdout } = await run("git", ["-C", join(folder, "repo.git"), "rev-parse", "main~1"]);
  const requests: string[] = [];
  const archive = await readFile(join(folder, "t.tar"));
  const server = createServer(({ method = "", url = "" }, response) => {
    requests.push(`${method} ${url}`);
    const { status, headers, body } = pageOf(url.replace(/\?.*/, ""), archive);
    response.writeHead(status, { ...headers, "content-length": body.length }).end(method === "HEAD" ? undefined : body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    git,
    commit: stdout.trim(),
    requests,
    close: async () => {
      stop();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function pageOf(path: string, archive: Buffer) {
  const text = Buffer.from(`this is ${path}\n`);
  const plain = { status: 200, headers: {} as Record<string, string>, body: text };
  if (path.startsWith("/redirect")) return { status: 302, headers: { location: "/dated/target" }, body: Buffer.alloc(0) };
  if (path.startsWith("/loop")) return { status: 302, headers: { location: "/loop" }, body: Buffer.alloc(0) };
  if (path.startsWith("/away")) return { status: 302, headers: { location: "file:///etc/passwd" }, body: Buffer.alloc(0) };
  if (path.startsWith("/missing")) return { ...plain, status: 404 };
  if (path.startsWith("/dated")) return { ...plain, headers: { "last-modified": "Tue, 05 Mar 2019 10:11:12 GMT" } };
  if (path.startsWith("/named")) return { ...plain, headers: { "content-disposition": 'attachment; filename="other.txt"' } };
  if (path.startsWith("/etag")) return { ...plain, headers: { etag: '"one"' } };
  if (path.startsWith("/packed")) return { ...plain, headers: { "content-encoding": "gzip" }, body: gzipSync(text) };
  if (path.endsWith(".tar")) return { ...plain, body: archive };
  if (path.endsWith(".tar.gz")) return { ...plain, body: gzipSync(archive) };
  return plain;
}

async function startGit(folder: string): Promise<{ readonly git: string; readonly stop: () => void }> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const options = ["--listen=127.0.0.1", `--port=${port}`, `--base-path=${folder}`, "--export-all", "--reuseaddr"];
  // The daemon itself, not `git daemon`: that would leave it behind when killed.
  const { stdout } = await run("git", ["--exec-path"]);
  const child = spawn(join(stdout.trim(), "git-daemon"), options, { stdio: "ignore" });
  await until(
    () => answers(port),
    () => "git-daemon does not answer",
    { every: 50 },
  );
  return { git: `git://127.0.0.1:${port}`, stop: () => child.kill() };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
      .on("connect", () => {
        socket.destroy();
        resolve(true);
      })
      .on("error", () => resolve(false));
  });
}
