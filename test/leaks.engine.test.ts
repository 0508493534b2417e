/** What a build is given in confidence stays out of the image, of dbuild's own files and of what it prints. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "./helpers/dbuild.ts";

const id = `${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-leaks-"));
const socket = path.join(folder, "agent.sock");
const agent = net.createServer((connection) => connection.on("error", () => connection.destroy())).listen(socket);
const made: string[] = [];

afterAll(async () => {
  agent.close();
  await docker(["rmi", "-f", ...made]);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Words that nothing else contains; each is looked for as it stands and as base64. */
const word = (name: string): string => `confidential-${name}-${id}`;

type Leak = {
  readonly name: string;
  readonly dockerfile: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Must be found nowhere. */
  readonly hidden: readonly string[];
  readonly code?: number;
};

const secret = path.join(folder, "secret.txt");
fs.writeFileSync(secret, `${word("file")}\n`);
const asFile = ["--secret", `id=one,src=${secret}`];
const use = "test -s /run/secrets/one && wc -c < /run/secrets/one";

const leaks: readonly Leak[] = [
  {
    name: "a secret as a file",
    dockerfile: `FROM busybox\nRUN --mount=type=secret,id=one ${use}\nRUN --mount=type=secret,id=one,target=/deep/er/s,mode=0444 test -s /deep/er/s\nRUN ls -A / > /list\n`,
    flags: asFile,
    hidden: [word("file")],
  },
  {
    name: "a secret out of the environment, as a file and as a variable",
    dockerfile:
      'FROM busybox\nRUN --mount=type=secret,id=two test -s /run/secrets/two\nRUN --mount=type=secret,id=two,env=TOKEN test -n "$TOKEN"\nRUN env > /env\n',
    flags: ["--secret", "id=two,env=LEAK_TEST_TOKEN"],
    env: { LEAK_TEST_TOKEN: word("variable") },
    hidden: [word("variable")],
  },
  {
    name: "a secret used in a step that fails",
    dockerfile: `FROM busybox\nRUN --mount=type=secret,id=one --mount=type=secret,id=two,env=TOKEN ${use} && test -n "$TOKEN" && exit 3\n`,
    flags: [...asFile, "--secret", "id=two,env=LEAK_TEST_TOKEN"],
    env: { LEAK_TEST_TOKEN: word("variable") },
    hidden: [word("file"), word("variable")],
    code: 1,
  },
  {
    name: "a secret in a step that stands on others, and a later stage",
    dockerfile: `FROM busybox AS a\nENV e=1\nRUN --mount=type=secret,id=one ${use} > /count\nFROM busybox\nCOPY --from=a / /a\nVOLUME /v\n`,
    flags: asFile,
    hidden: [word("file")],
  },
  {
    name: "proxies",
    dockerfile:
      'FROM busybox\nENV a=1\nRUN test -n "$HTTPS_PROXY" && test -n "$https_proxy"\nCOPY f /f\nWORKDIR /w\nRUN true\nFROM busybox\nCOPY --from=0 /f /g\nRUN touch /x\n',
    flags: ["--build-arg", `HTTPS_PROXY=http://user:${word("proxy")}@proxy:3128`, "--build-arg", `no_proxy=${word("noproxy")}`],
    hidden: [word("proxy"), word("noproxy")],
  },
  {
    name: "an ssh agent's socket",
    dockerfile:
      'FROM busybox\nRUN --mount=type=ssh test -S "$SSH_AUTH_SOCK"\nRUN env > /env; ls -A /run > /run-list 2>&1 || true\n',
    flags: ["--ssh", `default=${socket}`],
    hidden: [socket, "SSH_AUTH_SOCK="],
  },
];

describe("nothing given in confidence leaks", () => {
  it.for(leaks)("$name", async ({ dockerfile, flags = [], env = {}, hidden, code = 0 }) => {
    const context = folderWith({ Dockerfile: dockerfile, f: "f\n" });
    const tag = `leaks-${id}-${made.length}`;
    made.push(tag);
    const state = fs.mkdtempSync(path.join(folder, "state-"));
    const before = await ownImages();
    try {
      const words = ["build", "--no-cache", "-t", tag, ...flags, context];
      const ran = await dbuild(words, { env: { ...process.env, ...env, XDG_STATE_HOME: state } });
      expect(ran.code, ran.stderr).toBe(code);
      const looked = hidden.flatMap((one) => [one, Buffer.from(one).toString("base64").replace(/=+$/, "").slice(0, -4)]);
      expect(found(Buffer.from(`${ran.stdout}\n${ran.stderr}`), looked), "in what it printed").toEqual([]);
      expect(fileNames(state).flatMap((file) => found(fs.readFileSync(file), looked).map((one) => `${file}: ${one}`))).toEqual(
        [],
      );
      const images = (await ownImages()).filter((one) => !before.includes(one));
      // The image itself when it was built, and every layer that dbuild keeps: of failed steps too.
      for (const image of [...(code === 0 ? [tag] : []), ...images]) {
        const inspected = await docker(["image", "inspect", image]);
        if (inspected.code !== 0) continue;
        expect(found(Buffer.from(inspected.stdout), looked), `inspect of ${image}`).toEqual([]);
        const history = await docker(["history", "--no-trunc", image]);
        expect(found(Buffer.from(history.stdout), looked), `history of ${image}`).toEqual([]);
        expect(await foundInSave(image, looked), `save of ${image}`).toEqual([]);
      }
      expect(images.length + (code === 0 ? 1 : 0), "something to look into").toBeGreaterThan(0);
    } finally {
      fs.rmSync(context, { recursive: true, force: true });
    }
  });

  it("the search finds what is there", async () => {
    const context = folderWith({ Dockerfile: `FROM busybox\nRUN echo ${word("open")} > /f\n` });
    const tag = `leaks-${id}-open`;
    made.push(tag);
    const ran = await dbuild(["build", "--no-cache", "-t", tag, context]);
    fs.rmSync(context, { recursive: true, force: true });
    expect(ran.code, ran.stderr).toBe(0);
    expect(await foundInSave(tag, [word("open")])).toEqual([word("open")]);
  });
});

/** Tags of everything dbuild keeps in the engine. */
async function ownImages(): Promise<readonly string[]> {
  const { stdout } = await docker(["images", "--format", "{{.Repository}}:{{.Tag}}"]);
  return stdout.split("\n").filter((line) => line.startsWith("dbuild-"));
}

function fileNames(root: string): readonly string[] {
  const all = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
}

const found = (bytes: Buffer, words: readonly string[]): readonly string[] => words.filter((one) => bytes.includes(one));

/** Looks through `docker save`, and through what is compressed in it. */
async function foundInSave(image: string, words: readonly string[]): Promise<readonly string[]> {
  const child = spawn("docker", ["save", image], { stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  // An image without layers cannot be saved on a graph driver; inspect and history have shown all of it.
  if ((await ended) !== 0) {
    // One of another test may be gone by now.
    if (/empty export|no such image|does not exist/i.test(complaint) && !image.startsWith("leaks-")) return [];
    if (/empty export/.test(complaint)) return [];
    throw new Error(`docker save ${image}: ${complaint}`);
  }
  const bytes = Buffer.concat(chunks);
  const list = new Set(found(bytes, words));
  for (let at = bytes.indexOf(gzipHead); at >= 0; at = bytes.indexOf(gzipHead, at + 1)) {
    for (const one of found(await unzipped(bytes.subarray(at)), words)) list.add(one);
  }
  return [...list];
}

const gzipHead = Buffer.from([0x1f, 0x8b, 0x08]);

/** As much as can be unpacked: the end of the member is not known. */
async function unzipped(bytes: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const unzip = createGunzip();
  unzip.end(bytes);
  try {
    for await (const chunk of unzip) chunks.push(chunk as Buffer);
  } catch {
    // What follows the member is no gzip.
  }
  return Buffer.concat(chunks);
}
