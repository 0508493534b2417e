/** The little of the engine's HTTP API that connecting needs, on a socket of one's choice. */
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

export const version = { Version: "99.9", ApiVersion: "1.99", MinAPIVersion: "1.24", Os: "linux", Arch: "amd64" };

export type FakeApi = {
  readonly server: Server;
  readonly port: number;
  readonly requests: readonly string[];
  close(): Promise<void>;
};

/** `answers` by path, without the API version; a function answers by itself. Listens on `path` or on a port of loopback. */
export async function fakeApi(options: {
  readonly path?: string;
  readonly tls?: ServerOptions;
  readonly answers?: Readonly<Record<string, object | RequestListener>>;
}): Promise<FakeApi> {
  const answers: Readonly<Record<string, object | RequestListener>> = {
    "/version": version,
    "/info": { DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] },
    ...options.answers,
  };
  const requests: string[] = [];
  const listener: RequestListener = (request, response) => {
    const url = request.url ?? "";
    requests.push(url);
    const answer = answers[url.replace(/^\/v1\.\d+/, "").replace(/\?.*$/, "")];
    if (typeof answer === "function") return answer(request, response);
    response.writeHead(answer === undefined ? 404 : 200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer ?? { message: "page not found" }));
  };
  const server = options.tls ? createSecureServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => {
    if (options.path) server.listen(options.path, resolve);
    else server.listen(0, "127.0.0.1", resolve);
  });
  return {
    server,
    port: options.path ? 0 : (server.address() as AddressInfo).port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
