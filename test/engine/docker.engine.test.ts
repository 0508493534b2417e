/** What only the docker adapter can be asked, on the engine of the environment: big outputs, other ways in, pulls, losses. */
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect as connectSocket, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { sshServer } from "../../bench/ssh-server.mjs";
import { runToEnd } from "../../src/builder/execution/run-to-end.ts";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import { findEndpoint } from "../../src/engine/docker/endpoint.ts";
import type { ContainerSpec, Engine } from "../../src/engine/engine.ts";
import { EngineLostError } from "../../src/errors.ts";
import { smallRegistry } from "./small-registry.ts";

const prefix = `dbuild-adapter-${randomBytes(5).toString("hex")}`;
const { dial } = findEndpoint(process.env);
const local = dial.kind === "socket" ? dial.path : undefined;
let engine: Engine;
let serial = 0;

beforeAll(async () => {
  engine = await connectEngine(process.env);
});
afterAll(async () => {
  for (const { id } of await engine.containers(prefix)) await engine.remove(id);
  for (const tag of await engine.tags(prefix)) await engine.untag(tag);
  expect(await engine.containers(prefix)).toEqual([]);
  expect(await engine.tags(prefix)).toEqual([]);
  engine.close();
});

const sh = (script: string, spec: Partial<ContainerSpec> = {}): Promise<string> =>
  engine.create({ image: "busybox:latest", name: `${prefix}-${serial++}`, argv: ["/bin/sh", "-c", script], ...spec });

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "dbuild-adapter-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function reach(env: Readonly<Record<string, string | undefined>>): Promise<Engine> {
  const other = await connectEngine({ ...process.env, DOCKER_TLS_VERIFY: undefined, DOCKER_CERT_PATH: undefined, ...env });
  onTestFinished(() => other.close());
  return other;
}

/** Passes connections on to the engine's socket until cut. */
function relay(make: (onConnection: (socket: Socket) => void) => Server): { readonly server: Server; cut(): void } {
  const sockets = new Set<Socket>();
  const server = make((near) => {
    const far = connectSocket(local ?? "");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    near.pipe(far);
    far.pipe(near);
  });
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(cut);
  return { server, cut };
}

/** All the ways of moving bytes that a connection must bear. */
async function exercise(other: Engine): Promise<void> {
  const id = await sh("seq 1 30000; exit 4");
  let output = "";
  const status = await runToEnd(other, id, {
    onOutput: (chunk) => {
      output += Buffer.from(chunk);
    },
  });
  expect(status.code).toBe(4);
  expect(output.split("\n")).toHaveLength(30001);
  expect(output).toMatch(/\n30000\n$/);
  const shell = await sh("", { argv: ["/bin/sh"], tty: true });
  const session = await other.terminal(shell, 91, 37);
  let screen = "";
  session.onData((data) => {
    screen += Buffer.from(data);
  });
  session.write("stty size; exit 6\n");
  expect(await session.exited).toBe(6);
  expect(screen).toContain("37 91");
}

describe("output", () => {
  it("of 100 MB passes by without piling up", async () => {
    const id = await sh("yes 0123456789012345678901234567890 | head -c 100000000");
    let bytes = 0;
    let most = 0;
    const before = process.memoryUsage.rss();
    const onOutput = (chunk: Uint8Array): void => {
      bytes += chunk.length;
      if (bytes % 50 === 0) most = Math.max(most, process.memoryUsage.rss() - before);
    };
    const status = await runToEnd(engine, id, { onOutput });
    expect(status.code).toBe(0);
    expect(bytes).toBe(100_000_000);
    expect(Math.max(most, process.memoryUsage.rss() - before)).toBeLessThan(80_000_000);
  });

  it("of a slow reader is not lost", async () => {
    const id = await sh("seq 1 200000");
    let output = "";
    const onOutput = (chunk: Uint8Array): void => {
      const until = performance.now() + 5;
      while (performance.now() < until);
      output += Buffer.from(chunk);
    };
    await runToEnd(engine, id, { onOutput });
    expect(output.split("\n")).toHaveLength(200001);
  });
});

describe("stopping", () => {
  it("leaves a program that handles SIGTERM its time", async () => {
    const id = await sh("trap 'echo bye; exit 7' TERM; echo ready; sleep 60 & wait");
    const stop = new AbortController();
    let output = "";
    const onOutput = (chunk: Uint8Array): void => {
      output += Buffer.from(chunk);
      if (output === "ready\n") stop.abort();
    };
    const status = await runToEnd(engine, id, { onOutput, signal: stop.signal });
    expect({ ...status, output }).toEqual({ code: 7, oomKilled: false, output: "ready\nbye\n" });
  });
});

describe.skipIf(local === undefined)("other ways to the same engine (needs its socket here)", () => {
  it("TCP", async () => {
    const { server } = relay((pass) => createServer(pass));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await exercise(await reach({ DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as { port: number }).port}` }));
  });

  it("TLS", async () => {
    const pems = join(import.meta.dirname, "../fixtures/tls");
    const [cert, key, ca] = ["server-cert.pem", "server-key.pem", "ca.pem"].map((name) => readFileSync(join(pems, name)));
    const { server } = relay((pass) => createTlsServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true }, pass));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const host = `tcp://127.0.0.1:${(server.address() as { port: number }).port}`;
    await exercise(await reach({ DOCKER_HOST: host, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: pems }));
  });

  it("ssh", async () => {
    const bin = folder();
    // what runs at the other end is `docker system dial-stdio`; this does its work without a docker
    const dialStdio = `const s=require('net').connect('${local}');process.stdin.pipe(s);s.pipe(process.stdout)`;
    writeFileSync(join(bin, "ssh"), `#!/bin/sh\nexec '${process.execPath}' -e "${dialStdio}"\n`);
    chmodSync(join(bin, "ssh"), 0o755);
    await exercise(await reach({ PATH: `${bin}:${process.env.PATH}`, DOCKER_HOST: "ssh://far" }));
  });

  it("ssh of this system, all connections by one login", async ({ skip }) => {
    const far = await sshServer({ socket: local ?? "", env: process.env });
    if (far === undefined) return skip("there is no ssh here");
    onTestFinished(far.close);
    const other = await reach(far.env);
    await exercise(other);
    await Promise.all(Array.from({ length: 6 }, () => other.image("busybox")));
    expect(far.logins()).toBe(1);
    // the next command finds it open
    await (await reach(far.env)).image("busybox");
    expect(far.logins()).toBe(1);
    far.close();
    await expect(other.image("busybox")).rejects.toBeInstanceOf(EngineLostError);
  });
});

describe.skipIf(local === undefined)("an engine lost (needs its socket here)", () => {
  it.each([
    ["while it starts", "echo ready; sleep 60"],
    ["in the middle of a run", "sleep 2; echo ready; sleep 60"],
  ])("%s is said", async (_name, script) => {
    const path = join(folder(), "d.sock");
    const { server, cut } = relay((pass) => createServer(pass));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const other = await reach({ DOCKER_HOST: `unix://${path}` });
    const id = await sh(script);
    await expect(runToEnd(other, id, { onOutput: cut })).rejects.toBeInstanceOf(EngineLostError);
    await expect(other.image("busybox")).rejects.toBeInstanceOf(EngineLostError);
    await engine.remove(id);
  });
});

describe.skipIf(local === undefined)("pulling (needs an engine on this machine)", () => {
  const repo = `${prefix}/image`;
  const login = async (host: string, password: string): Promise<Engine> => {
    const config = folder();
    const auth = Buffer.from(`me:${password}`).toString("base64");
    writeFileSync(join(config, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
    return reach({ DOCKER_HOST: `unix://${local}`, DOCKER_CONFIG: config });
  };

  it("uses the stored login, tells progress, gives the image", async () => {
    const registry = await smallRegistry(repo, "1", "me:secret");
    onTestFinished(registry.close);
    const ref = `${registry.host}/${repo}:1`;
    const stranger = await login(registry.host, "wrong");
    await expect(stranger.pull(ref, () => {})).rejects.toEqual(
      expect.objectContaining({
        name: "EngineRefusedError",
        message: expect.stringMatching(/who are you|no basic auth|unauthorized|authentication|denied/i),
      }),
    );
    const friend = await login(registry.host, "secret");
    const seen: string[] = [];
    const image = await friend.pull(ref, ({ status }) => seen.push(status));
    onTestFinished(() => friend.untag(ref));
    expect(seen).toContain("Pull complete");
    expect(image.diffIds).toEqual([registry.diffId]);
    expect(image.tags).toContain(ref);
    expect(image.config.Cmd).toEqual(["/x"]);
    const byDigest = await friend.pull(`${registry.host}/${repo}@${registry.digest}`, () => {});
    expect(byDigest.id).toBe(image.id);
    // a pulled image has docker's media types: rewriting must bear them
    const twin = await friend.rewrite(
      {
        source: image.id,
        config: {},
        history: [],
        created: "2024-01-01T00:00:00Z",
        author: "",
        os: "linux",
        architecture: "amd64",
      },
      [`${prefix}:pulled`],
    );
    const id = await engine.create({ image: twin.id, name: `${prefix}-pulled` });
    expect((await engine.stat(id, "/pulled"))?.size).toBe(18);
    await engine.remove(id);
  });
});

describe("the containerd store", () => {
  it("tells the same layers by push and by export", async (context) => {
    if ((await engine.info()).store !== "containerd") return context.skip("this engine has the graph store");
    const id = await sh("echo one > /one");
    await runToEnd(engine, id);
    const image = await engine.commit(id, `${prefix}:ears`);
    // by TCP the engine might be elsewhere: that way the export is read
    const { server } = relay((pass) => createServer(pass));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const far = await reach({ DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as { port: number }).port}` });
    const words = {
      source: image.id,
      config: { Labels: { a: "b" } },
      history: [],
      created: "2024-01-01T00:00:00Z",
      author: "",
      os: "linux",
    };
    const rewrite = { ...words, architecture: image.architecture };
    const byPush = await engine.rewrite(rewrite, [`${prefix}:push`]);
    const byExport = await far.rewrite(rewrite, [`${prefix}:export`]);
    expect(byExport.id).toBe(byPush.id);
    // nothing is left of the push
    expect((await engine.image(image.id))?.tags).toEqual([`${prefix}:ears`]);
  });
});
