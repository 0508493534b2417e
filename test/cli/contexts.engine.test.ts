/** Contexts and flags on a real engine: what dbuild builds of them is what docker build builds. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { differences } from "../conformance/compare.ts";
import { builtOutcome } from "../conformance/outcome.ts";
import { startServices } from "../conformance/services.ts";
import { dbuild, docker, type Ran, run } from "../helpers/dbuild.ts";
import { builtByDocker, hasBuildx } from "../helpers/docker-build.ts";
import { until } from "../helpers/until.ts";

const prefix = `contexts-${Math.random().toString(36).slice(2, 8)}`;
const judged = await hasBuildx();
const isRoot = process.getuid?.() === 0;
const place = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-contexts-"));
const images: string[] = [];
let services: Awaited<ReturnType<typeof startServices>>;
let files = "";
let daemon: ChildProcess | undefined;
let gitPort = 0;

/** A context with everything in it that a tar can hold; made by a script, for some of it needs root. */
const makeTree = `
mkdir -p d/sub tree
printf 'FROM busybox\\nCOPY . /all/\\nCOPY d /d\\nCOPY d/f /f\\nCOPY --chown=5:6 d /owned\\nCOPY --chmod=600 d/f /mode\\nCOPY l /link\\n' > Dockerfile
echo f > d/f; chmod 4751 d/f; echo g > d/sub/g; chmod 2775 d/sub; ln -s d/f l; ln d/f d/hard
echo i > ignored; echo ignored > .dockerignore
mkfifo fifo`;

beforeAll(async () => {
  const sh = (script: string) => execFileSync("/bin/sh", ["-ec", script], { cwd: place, stdio: ["ignore", "pipe", "pipe"] });
  sh(`mkdir tree && cd tree${makeTree}`);
  if (isRoot)
    sh(
      "cd tree && mknod chr c 1 3 && chown -R 1234:5678 d && chmod 4751 d/f && chmod 2775 d/sub && touch -h -d 2001-02-03T04:05:06Z d/f d/sub l",
    );
  const tar = "tar --format=gnu --sort=name -C tree";
  sh(`${tar} -cf t.tar . && gzip -k t.tar && bzip2 -k t.tar && xz -k t.tar && tar --format=pax -C tree -cf pax.tar .`);
  sh(`printf 'FROM busybox\\nCOPY . /all/\\n' > Plain && printf 'FROM busybox\\nCOPY --from=n . /n/\\n' > Named`);
  sh(`git init -q -b main repo && cd repo && mkdir sub && echo one > f && echo s > sub/s && chmod 755 sub/s && ln -s f l
      echo f > .dockerignore && cp ../Plain Dockerfile && cp ../Plain sub/Dockerfile && git add -A
      git -c user.name=n -c user.email=n@n commit -qm one && git tag v1 && echo two > f && git -c user.name=n -c user.email=n@n commit -qam two
      cd .. && git clone -q --bare repo bare.git && git -C bare.git update-server-info`);
  services = await startServices();
  files = services.server(place);
  gitPort = 20_000 + (process.pid % 20_000);
  const args = [
    "daemon",
    "--reuseaddr",
    `--base-path=${place}`,
    "--export-all",
    "--listen=127.0.0.1",
    `--port=${gitPort}`,
    place,
  ];
  daemon = spawn("git", args, { stdio: "ignore" });
  await until(reachable, () => "git daemon does not answer", { every: 100 });
});
afterAll(async () => {
  daemon?.kill();
  services.close();
  await docker(["rmi", "-f", ...images]);
  fs.rmSync(place, { recursive: true, force: true });
});

const reachable = async (): Promise<boolean> =>
  (await run("git", ["ls-remote", `git://127.0.0.1:${gitPort}/bare.git`])).code === 0;

type Build = { readonly args: readonly string[]; readonly stdin?: string; readonly cached?: boolean };

async function both({ args, stdin, cached = false }: Build): Promise<readonly [Ran, Ran, string, string]> {
  const words = args.map((word) =>
    word.replace("@files@", files).replace("@git@", `git://127.0.0.1:${gitPort}`).replace("@here@", place),
  );
  const input = stdin === undefined ? "" : fs.readFileSync(path.join(place, stdin));
  const [theirs, ours] = [`${prefix}-theirs-${images.length}`, `${prefix}-ours-${images.length}`];
  images.push(theirs, ours);
  const options = { cwd: place, input };
  const anew = cached ? [] : ["--no-cache"];
  const oracle = await builtByDocker([...anew, "-t", theirs, ...words], options);
  return [oracle, await dbuild(["build", ...anew, "-t", ours, ...words], options), theirs, ours];
}

async function expectEqual(build: Build): Promise<void> {
  const began = Math.floor(Date.now() / 1000);
  const [oracle, own, theirs, ours] = await both(build);
  expect(oracle.code, oracle.stderr).toBe(0);
  expect(own.code, own.stderr).toBe(0);
  const same = (text: string) => text;
  expect(differences(await builtOutcome(theirs, began, same), await builtOutcome(ours, began, same))).toEqual([]);
}

describe.skipIf(!judged)("contexts from elsewhere give docker build's image", () => {
  it.each<[string, Build]>([
    ["a tar on standard input", { args: ["-"], stdin: "t.tar" }],
    ["with gzip", { args: ["-"], stdin: "t.tar.gz" }],
    ["with bzip2", { args: ["-"], stdin: "t.tar.bz2" }],
    ["with xz", { args: ["-"], stdin: "t.tar.xz" }],
    ["a tar by http", { args: ["@files@/t.tar.gz"] }],
    ["a tar by http, the Dockerfile here", { args: ["-f", "@here@/Plain", "@files@/t.tar"] }],
    ["a tar by http, the Dockerfile by http", { args: ["-f", "@files@/Plain", "@files@/t.tar"] }],
    ["a tar by http, the Dockerfile on standard input", { args: ["-f", "-", "@files@/t.tar"], stdin: "Plain" }],
    ["a Dockerfile by http", { args: ["@files@/Plain"] }],
    ["a folder, the Dockerfile by http", { args: ["-f", "@files@/Plain", "tree"] }],
    ["a folder, the Dockerfile on standard input", { args: ["-f", "-", "tree"], stdin: "Plain" }],
    ["a Dockerfile on standard input", { args: ["-"], stdin: "Plain" }],
    ["git", { args: ["@git@/bare.git"] }],
    ["git, a tag and a folder", { args: ["@git@/bare.git#v1:sub"] }],
    ["git, the query form", { args: ["@git@/bare.git?tag=v1&subdir=sub"] }],
    ["git, the Dockerfile here", { args: ["-f", "@here@/Plain", "@git@/bare.git#v1"] }],
    ["git, a Dockerfile of it", { args: ["-f", "sub/Dockerfile", "@git@/bare.git"] }],
    ["git as a named context", { args: ["-f", "Named", "--build-context", "n=@git@/bare.git#v1:sub", "repo"] }],
    ["a folder as a named context", { args: ["-f", "Named", "--build-context", "n=tree", "repo"] }],
  ])("%s", (_name, build) => expectEqual(build));
});

describe("what docker build cannot do, or takes for something else", () => {
  it("a pax archive is an archive", async () => {
    const image = `${prefix}-pax`;
    images.push(image);
    const { code, stderr } = await dbuild(["build", "-t", image, "-"], {
      cwd: place,
      input: fs.readFileSync(path.join(place, "pax.tar")),
    });
    expect(code, stderr).toBe(0);
    const listed = await docker(["run", "--rm", image, "stat", "-c", "%u:%g %a", "/f"]);
    expect(listed.stdout).toBe(`${isRoot ? "1234:5678" : `${process.getuid?.()}:${process.getgid?.()}`} 4751\n`);
  });

  it("an OCI layout is a base", async ({ skip }) => {
    const image = `${prefix}-layout`;
    images.push(image);
    execFileSync(
      "/bin/sh",
      ["-ec", "mkdir layout && docker save busybox | tar -x -C layout && printf 'FROM n\\nLABEL a=b\\n' > OfLayout"],
      { cwd: place },
    );
    skip(!fs.existsSync(path.join(place, "layout", "index.json")), "docker save writes OCI layouts since Engine 25");
    const { code, stderr } = await dbuild(
      ["build", "-t", image, "-f", "OfLayout", "--build-context", "n=oci-layout://layout", "repo"],
      { cwd: place },
    );
    expect(code, stderr).toBe(0);
    const layers = async (name: string) =>
      (await docker(["image", "inspect", "--format", "{{json .RootFS.Layers}}", name])).stdout;
    expect(await layers(image)).toBe(await layers("busybox"));
  });
});

const flagged = (text: string): string => {
  const name = `Flagged-${Math.random().toString(36).slice(2, 8)}`;
  fs.writeFileSync(path.join(place, name), text);
  return name;
};

describe.skipIf(!judged)("flags that a RUN or the image can show", () => {
  it.each<[string, string, readonly string[]]>([
    ["--ulimit", "RUN (ulimit -Sn; ulimit -Hn) > /r", ["--ulimit", "nofile=1024:2048"]],
    ["--ulimit, the last one", "RUN ulimit -n > /r", ["--ulimit", "nofile=10", "--ulimit=nofile=20"]],
    [
      "--add-host",
      "RUN grep -E 'one|two|gate' /etc/hosts | sort > /r",
      ["--add-host", "one:10.1.2.3,two=[2001:db8::1]", "--add-host=gate:host-gateway"],
    ],
    ["--network none", "RUN ip -o link | grep -c . > /r", ["--network=none"]],
    ["--label", "LABEL a=1 b=2", ["--label", "a=3", "--label", "c"]],
    [
      "--platform",
      "FROM scratch\nARG TARGETPLATFORM\nARG BUILDPLATFORM\nLABEL t=$TARGETPLATFORM b=$BUILDPLATFORM",
      ["--platform", "arm"],
    ],
    ["--build-arg", "ARG a\nARG b=x\nLABEL a=$a b=$b", ["--build-arg", "a=1=2", "--build-arg", "b="]],
    ["--target", "LABEL a=1\nFROM busybox AS other\nLABEL a=2\nFROM busybox\nLABEL a=3", ["--target", "OTHER"]],
    ["--no-cache-filter", "LABEL a=1", ["--no-cache-filter", "a,b"]],
  ])("%s", async (_name, text, flags) => {
    const file = flagged(`${text.startsWith("FROM") ? "" : "FROM busybox\n"}${text}\n`);
    await expectEqual({ args: ["-f", file, ...flags, "repo"], cached: flags.includes("--no-cache-filter") });
  });

  it("--shm-size", async () => {
    const file = flagged("FROM busybox\nRUN df -k /dev/shm | tail -n1 | awk '{print $2}' > /r\n");
    const [oracle, own, theirs, ours] = await both({ args: ["-f", file, "--shm-size", "100m", "repo"] });
    expect([oracle.code, own.code], own.stderr).toEqual([0, 0]);
    for (const image of [theirs, ours]) expect((await docker(["run", "--rm", image, "cat", "/r"])).stdout).toBe("102400\n");
  });
});
