/**
 * HTTP over `ssh HOST docker system dial-stdio`, as the docker CLI does it: the system's ssh brings its own config, keys,
 * agent and known_hosts. One ssh process per connection, all by one login; idle ones are kept for the next request.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Agent, type AgentOptions } from "node:http";
import { Duplex, type Readable, type Writable } from "node:stream";
import type { Environment } from "./docker-config.ts";
import { sharedLogin } from "./ssh-sharing.ts";

/** Errors of a connection whose ssh ended badly carry this code; the message is what ssh said. */
export const sshFailed = "DBUILD_SSH_FAILED";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** An http.Agent whose connections are ssh processes. `args` as in Dial. */
export function sshAgent(args: readonly string[], env: Environment, options: AgentOptions): Agent {
  const agent = new Agent(options);
  const all = [...sharedLogin(env), "-T", ...args];
  return Object.assign(agent, { createConnection: () => new SshConnection(all, env) });
}

/** The stdio of one ssh as a socket. A class because streams are; the extra methods are those http calls on a socket. */
class SshConnection extends Duplex {
  readonly #child: Child;
  #complaint = "";
  #ended = false;

  constructor(args: readonly string[], env: Environment) {
    super();
    // no stdin prompt can be answered here: the screen belongs to the program
    const child = spawn("ssh", ["-o", "ConnectTimeout=30", "-o", "BatchMode=yes", ...args], {
      env: env as NodeJS.ProcessEnv,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-4000);
    });
    child.stdin.on("error", () => {});
    child.on("error", (error) => this.destroy(failure(`cannot run ssh: ${error.message}`)));
    child.on("close", (code, signal) => this.#end(code, signal));
    // what keeps the shared login is a child of the first ssh, and may hold its output
    child.on("exit", (code, signal) => void setTimeout(() => this.#end(code, signal), 500).unref());
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#ended) return;
    this.#ended = true;
    if (code === 0 || this.destroyed) this.push(null);
    else this.destroy(failure(this.#complaint.trim() || `ssh ended with ${signal ?? `exit code ${code}`}`));
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    // what goes wrong here is told by the exit, with ssh's own words
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  destroySoon(): void {
    this.end(() => this.destroy());
  }
  /** An idle connection must not keep the process alive. */
  unref(): this {
    return this.#each("unref");
  }
  ref(): this {
    return this.#each("ref");
  }

  #each(verb: "ref" | "unref"): this {
    this.#child[verb]();
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      (stream as Partial<Record<"ref" | "unref", () => void>>)[verb]?.();
    }
    return this;
  }
}

function failure(message: string): Error {
  return Object.assign(new Error(message), { code: sshFailed });
}
