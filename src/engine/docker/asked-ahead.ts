/**
 * What every command asks first (GET /version, /info), asked by the launcher (cli/launch.ts) before the program is read: an engine takes
 * 30 ms and more for these two, for it starts programs of its own to tell their versions, and so does Node to read the program.
 */
import { get, type RequestOptions } from "node:http";

/** Of an engine behind a socket of this machine. An answer is undefined where there was none to use: ask again, and tell why. */
export type AskedAhead = { readonly path: string; readonly version: Promise<unknown>; readonly about: Promise<unknown> };

declare global {
  interface ImportMeta {
    /** Given by the launcher (scripts/setup/as-script.mjs). */
    readonly askedAhead?: () => AskedAhead | undefined;
  }
}

/** An answer longer than this is not read, bytes. */
const longest = 4_000_000;

/** Milliseconds for which the answers are those of now. */
const freshFor = 5000;

/** Milliseconds after which the program is read although nothing could be sent. */
const patience = 20;

/**
 * Asks the engine that DOCKER_HOST names, or the usual one; of another (a context's), which takes files to find, nothing is asked. Resolves
 * once the questions are on their way: what is read next leaves no turn to send them. What it resolves with gives the answers once, and none
 * that are old: who connects anew asks anew.
 */
export async function askAhead({
  DOCKER_HOST: host,
  DOCKER_CONTEXT: context,
}: NodeJS.ProcessEnv): Promise<() => AskedAhead | undefined> {
  const path = host ? /^unix:\/\/(\/.+)$/.exec(host)?.[1] : context ? undefined : "/var/run/docker.sock";
  if (path === undefined) return () => undefined;
  const began = performance.now();
  const [version, about] = [ask(path, "/version"), ask(path, "/info")];
  let asked: AskedAhead | undefined = { path, version: version.answer, about: about.answer };
  await new Promise<void>((resolve) => {
    const late = setTimeout(resolve, patience);
    void Promise.all([version.sent, about.sent]).then(() => {
      clearTimeout(late);
      resolve();
    });
  });
  return () => {
    const given = asked;
    asked = undefined;
    return performance.now() - began < freshFor ? given : undefined;
  };
}

type Asked = { readonly sent: Promise<void>; readonly answer: Promise<unknown> };

function ask(socketPath: string, path: string): Asked {
  // an empty servername: Node would make its pattern of all IPv6 addresses to find one (10 ms), for TLS that is not spoken here
  const options: RequestOptions & { servername: string } = { socketPath, path, agent: false, servername: "" };
  const request = get(options);
  const sent = new Promise<void>((resolve) => request.on("finish", resolve).on("error", () => resolve()));
  const answer = new Promise<unknown>((resolve) => {
    request.on("error", () => resolve(undefined));
    request.on("response", (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on("data", (piece: Buffer) => {
        bytes += piece.length;
        pieces.push(piece);
        if (bytes > longest) response.destroy();
      });
      response.on("close", () => resolve(response.complete && response.statusCode === 200 ? read(pieces) : undefined));
    });
  });
  return { sent, answer };
}

function read(pieces: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(pieces).toString());
  } catch {
    return undefined;
  }
}
