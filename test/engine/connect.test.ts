/** Every way to an engine, against a fake API; and what a person reads when there is none. */

import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import { translate } from "../../src/engine/docker/engine-errors.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { EngineLostError, EngineRefusedError, UserError } from "../../src/errors.ts";
import { fakeApi, version } from "./fake-api.ts";

const pems = join(import.meta.dirname, "../fixtures/tls");
const pem = (name: string): Buffer => readFileSync(join(pems, name));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "dbuild-connect-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function api(options: Parameters<typeof fakeApi>[0]): ReturnType<typeof fakeApi> {
  const fake = await fakeApi(options);
  onTestFinished(() => fake.close());
  return fake;
}

async function connect(env: Record<string, string>): Promise<Engine> {
  const engine = await connectEngine({ HOME: "/nonexistent", ...env });
  onTestFinished(() => engine.close());
  return engine;
}

async function complaint(env: Record<string, string>): Promise<string> {
  const error: unknown = await connect(env).then(
    () => new Error("it connected"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineLostError);
  const { message, hint } = error as EngineLostError;
  expect(hint).toMatch(/\w+ .*[.?]$/);
  return message;
}

// a first import of dockerode takes its time, and longer on a busy machine
beforeAll(() => import("dockerode"));

describe("a way in", () => {
  const info = { version: "99.9", apiVersion: "1.51", os: "linux", architecture: "amd64", store: "containerd" };

  it("by socket", async () => {
    const path = join(folder(), "d.sock");
    const { requests } = await api({ path });
    const engine = await connect({ DOCKER_HOST: `unix://${path}` });
    expect(await engine.info()).toEqual({ ...info, local: true, address: `unix://${path}` });
    await engine.info();
    expect([...requests].sort()).toEqual(["/info", "/version"]);
    expect(engine.clientEnv()).toEqual({ DOCKER_HOST: `unix://${path}` });
  });

  it("by context", async () => {
    const config = folder();
    const path = join(config, "d.sock");
    await api({ path });
    const meta = join(config, "contexts/meta", createHash("sha256").update("here").digest("hex"));
    mkdirSync(meta, { recursive: true });
    writeFileSync(join(meta, "meta.json"), JSON.stringify({ Endpoints: { docker: { Host: `unix://${path}` } } }));
    const engine = await connect({ DOCKER_CONFIG: config, DOCKER_CONTEXT: "here" });
    expect((await engine.info()).address).toBe("context here");
    expect(engine.clientEnv()).toEqual({ DOCKER_CONTEXT: "here", DOCKER_CONFIG: config });
    await expect(connect({ DOCKER_CONFIG: config, DOCKER_CONTEXT: "gone" })).rejects.toBeInstanceOf(UserError);
  });

  it("by TCP", async () => {
    const { port } = await api({});
    expect(await (await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).info()).toEqual({
      ...info,
      local: false,
      address: `tcp://127.0.0.1:${port}`,
    });
  });

  it("by TLS, with a certificate of ours", async () => {
    const tls = {
      cert: pem("server-cert.pem"),
      key: pem("server-key.pem"),
      ca: pem("ca.pem"),
      requestCert: true,
      rejectUnauthorized: true,
    };
    const { port } = await api({ tls });
    const engine = await connect({ DOCKER_HOST: `tcp://localhost:${port}`, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: pems });
    expect((await engine.info()).version).toBe("99.9");
  });

  it("asks once more where the connection broke off, and no more than that", async () => {
    let broken = 1;
    const answers = {
      "/version": ((_request, response) => {
        if (broken-- > 0) return void response.destroy();
        response.end(JSON.stringify(version));
      }) as RequestListener,
      "/info": ((_request, response) => {
        response.writeHead(200, { "Content-Length": "100" });
        response.write("{", () => response.destroy());
      }) as RequestListener,
    };
    const { port, requests } = await api({ answers });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    await expect(engine.info()).rejects.toBeInstanceOf(EngineLostError);
    expect(requests).toEqual(["/version", "/version", "/v1.51/info", "/v1.51/info"]);
  });

  it("asks for files once more, too, in the same words", async () => {
    let broken = 1;
    const answers = {
      "/containers/x/archive": ((_request, response) => {
        if (broken-- > 0) return void response.destroy();
        response.end("a tar");
      }) as RequestListener,
    };
    const { port, requests } = await api({ answers });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    expect(String(await (await engine.read("x", "/y")).toArray())).toBe("a tar");
    const asked = "/v1.51/containers/x/archive?path=%2Fy";
    expect(requests).toEqual(["/version", asked, asked]);
  });

  it.each([
    ["0001-01-01T00:00:00Z", false],
    ["2026-11-29T12:00:00.1Z", true],
  ])("a container that is being removed, started at %s: did it run? %s", async (StartedAt, started) => {
    const described = {
      Image: "sha256:1",
      Config: { Env: [], User: "", WorkingDir: "" },
      State: { Status: "removing", StartedAt },
    };
    const { port } = await api({ answers: { "/containers/x/json": described } });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    expect((await engine.describe("x")).started).toBe(started);
  });

  it("by the API version one asks for", async () => {
    const { port, requests } = await api({});
    await (await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_API_VERSION: "1.43" })).info();
    expect(requests).toEqual(["/version", "/v1.43/info"]);
  });
});

describe("by ssh", () => {
  /** A program called ssh that notes its arguments and, like the real one, runs what follows the host. */
  const fakeSsh = (body: string): Record<string, string> => {
    const bin = folder();
    writeFileSync(join(bin, "ssh"), `#!/bin/sh\necho "$*" >>${bin}/calls\n${body}\n`);
    chmodSync(join(bin, "ssh"), 0o755);
    return { PATH: `${bin}:${process.env.PATH}`, DOCKER_HOST: "ssh://me@far:2222", BIN: bin };
  };

  it("goes through the system's ssh, one process for several requests", async () => {
    const path = join(folder(), "d.sock");
    await api({ path });
    const relay = `const s=require('net').connect('${path}');process.stdin.pipe(s);s.pipe(process.stdout)`;
    const env = fakeSsh(`exec '${process.execPath}' -e "${relay}"`);
    const engine = await connect(env);
    expect((await engine.info()).version).toBe("99.9");
    const calls = readFileSync(join(env.BIN ?? "", "calls"), "utf8")
      .trim()
      .split("\n");
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/-T -l me -p 2222 -- far docker system dial-stdio$/);
  });

  it("repeats what ssh says when it cannot", async () => {
    const env = fakeSsh('echo "me@far: Permission denied (publickey)." >&2; exit 255');
    expect(await complaint(env)).toBe("cannot reach the engine at ssh://me@far:2222: me@far: Permission denied (publickey).");
  });

  it.each([
    ["ssh://me@far:2222", "ssh -l me -p 2222 far docker version"],
    ["ssh://far", "ssh far docker version"],
    ["ssh://far/run/d.sock", "ssh far docker --host unix:///run/d.sock version"],
  ])("names the very command to try: %s", async (host, command) => {
    const env = { ...fakeSsh("echo no >&2; exit 255"), DOCKER_HOST: host };
    const hint = await connectEngine(env).catch((error: EngineLostError) => error.hint);
    expect(hint).toContain(`\`${command}\``);
  });

  it("says that there is no ssh", async () => {
    expect(await complaint({ DOCKER_HOST: "ssh://far", PATH: folder() })).toMatch(/cannot run ssh/);
  });
});

describe("no way in", () => {
  it("no socket", async () => {
    expect(await complaint({ DOCKER_HOST: "unix:///no/such.sock" })).toBe(
      "no engine at unix:///no/such.sock: there is no such socket",
    );
  });

  it("nobody listens", async () => {
    const { port, close } = await fakeApi({});
    await close();
    expect(await complaint({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(`nothing answers at tcp://127.0.0.1:${port}`);
  });

  it("a certificate nobody signed", async () => {
    const { port } = await api({ tls: { cert: pem("server-cert.pem"), key: pem("server-key.pem") } });
    const bare = folder();
    // a client certificate but no authority: the system's do not know ours
    for (const name of ["cert.pem", "key.pem"]) writeFileSync(join(bare, name), pem(name));
    expect(await complaint({ DOCKER_HOST: `tcp://localhost:${port}`, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: bare })).toMatch(
      /^TLS to .* failed: /,
    );
  });

  it("a client certificate the engine wants and does not get", async () => {
    const tls = {
      cert: pem("server-cert.pem"),
      key: pem("server-key.pem"),
      ca: pem("ca.pem"),
      requestCert: true,
      rejectUnauthorized: true,
    };
    const { port } = await api({ tls });
    const bare = folder();
    writeFileSync(join(bare, "ca.pem"), pem("ca.pem"));
    expect(await complaint({ DOCKER_HOST: `tcp://localhost:${port}`, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: bare })).toMatch(
      /TLS|broke off/,
    );
  });

  it("TLS to somebody who speaks none", async () => {
    const { port } = await api({});
    expect(await complaint({ DOCKER_HOST: `tcp://localhost:${port}`, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: pems })).toMatch(
      /^TLS to .* failed/,
    );
  });

  it("no TLS to an engine that wants it", async () => {
    const answer = "Client sent an HTTP request to an HTTPS server.\n";
    const { port } = await api({ answers: { "/version": (_request, response) => response.writeHead(400).end(answer) } });
    expect(await complaint({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(`tcp://127.0.0.1:${port} wants TLS`);
  });

  it("somebody else", async () => {
    const { port } = await api({ answers: { "/version": (_request, response) => response.end("<html>") } });
    expect(await complaint({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toMatch(/is not a Docker engine$/);
    const deaf = await api({
      answers: { "/version": (_request, response) => response.writeHead(403).end('{"message":"go away"}') },
    });
    expect(await complaint({ DOCKER_HOST: `tcp://127.0.0.1:${deaf.port}` })).toBe(
      `tcp://127.0.0.1:${deaf.port} refused: go away`,
    );
  });

  it("somebody who speaks no HTTP", async () => {
    const path = join(folder(), "odd.sock");
    const server = createServer((socket) => socket.end("SSH-2.0-Odd\r\n"));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    expect(await complaint({ DOCKER_HOST: `unix://${path}` })).toBe(`what answers at unix://${path} is not an engine`);
  });

  it("an engine too old", async () => {
    const { port } = await api({ answers: { "/version": { Version: "19.03", ApiVersion: "1.40", MinAPIVersion: "1.12" } } });
    expect(await complaint({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toMatch(/too old \(API 1\.40\)$/);
  });

  it.each([
    ["EACCES", /no permission/, /usermod -aG docker/],
    ["ECONNREFUSED", /nothing answers/, /systemctl start docker/],
    ["ENOTFOUND", /no host of the name/, /DOCKER_HOST/],
    ["EAI_AGAIN", /no host of the name/, /DOCKER_HOST/],
    ["ETIMEDOUT", /cannot be reached/, /network/],
    ["ECONNRESET", /broke off/, /still running/],
    ["CERT_HAS_EXPIRED", /TLS to/, /DOCKER_CERT_PATH/],
  ])("%s has words", (code, message, hint) => {
    const error = translate(Object.assign(new Error(code), { code }), { address: "a", dial: { kind: "socket", path: "/a" } });
    expect(error).toBeInstanceOf(EngineLostError);
    expect((error as EngineLostError).message).toMatch(message);
    expect((error as EngineLostError).hint).toMatch(hint);
  });

  it("a bug of ours stays one", () => {
    const bug = new TypeError("x is not a function");
    expect(translate(bug, { address: "a", dial: { kind: "socket", path: "/a" } })).toBe(bug);
  });
});

describe("refusals", () => {
  it("carry the engine's own words and its status", async () => {
    const { port } = await api({
      answers: {
        "/images/busybox/json": (_request, response) => response.writeHead(500).end('{"message":"the disk is full"}'),
        "/containers/x/archive": (_request, response) => response.writeHead(404).end('{"message":"no such thing"}'),
      },
    });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    const error: unknown = await engine.image("busybox").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineRefusedError);
    expect(error).toEqual(expect.objectContaining({ message: "the disk is full", status: 500 }));
    await expect(engine.read("x", "/y")).rejects.toEqual(expect.objectContaining({ message: "no such thing", status: 404 }));
  });

  it("that ask for another try get it, but not for ever", async () => {
    let left = 2;
    const message = "consistency error: data changed during operation, retry";
    const answer: RequestListener = (_, response) => {
      response.writeHead(left > 0 ? 500 : 201, { "Content-Type": "application/json" });
      response.end(left-- > 0 ? JSON.stringify({ message }) : "");
    };
    const { port, requests } = await api({ answers: { "/images/a/tag": answer } });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    await engine.tag("a", "b:1");
    expect(requests.filter((url) => url.includes("/tag"))).toHaveLength(3);
    left = 100;
    await expect(engine.tag("a", "b:1")).rejects.toThrow(message);
  });

  it("told in the middle of a stream count as well", async () => {
    const lines = '{"status":"Pulling","id":"1"}\n{"errorDetail":{"message":"no space left"},"error":"no space left"}\n';
    const { port } = await api({ answers: { "/images/create": (_request, response) => response.end(lines) } });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    const seen: unknown[] = [];
    await expect(engine.pull("busybox", (progress) => seen.push(progress))).rejects.toEqual(
      expect.objectContaining({ message: "no space left" }),
    );
    expect(seen).toEqual([{ status: "Pulling", id: "1" }]);
  });
});

describe("an engine lost on the way", () => {
  it("ends a pull", async () => {
    const { port } = await api({
      answers: {
        "/images/create": (_request, response) => {
          response.write('{"status":"Pulling"}\n', () => response.destroy());
        },
      },
    });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    await expect(engine.pull("busybox", () => {})).rejects.toBeInstanceOf(EngineLostError);
  });

  it("ends a question whose answer has begun", async () => {
    const { port } = await api({
      answers: {
        "/images/busybox/json": (_request, response) => {
          response.write('{"Id":', () => response.destroy());
        },
      },
    });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    await expect(engine.image("busybox")).rejects.toBeInstanceOf(EngineLostError);
  });

  it("ends a read", async () => {
    const { port } = await api({
      answers: {
        "/containers/x/archive": (_request, response) => {
          response.write("half of a tar", () => response.destroy());
        },
      },
    });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    const stream = await engine.read("x", "/y");
    const drain = async (): Promise<void> => {
      for await (const _chunk of stream);
    };
    await expect(drain()).rejects.toBeInstanceOf(EngineLostError);
  });

  it("ends an abort of a pull with the signal's reason", async () => {
    const { port } = await api({
      answers: { "/images/create": (_request, response) => void response.write('{"status":"Pulling"}\n') },
    });
    const engine = await connect({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    const stop = new AbortController();
    await expect(engine.pull("busybox", () => stop.abort(), stop.signal)).rejects.toEqual(
      expect.objectContaining({ name: "AbortError" }),
    );
  });
});
