/** What cases talk to while they are built: a server of files, and a socket that stands for an ssh agent. */
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type { Services } from "./workplace.ts";

/** Starts both on this machine; close() ends them and removes the socket. */
export async function startServices(): Promise<Services & { readonly close: () => void }> {
  const folders: string[] = [];
  const server = http.createServer((request, response) => {
    const [, number = "", ...rest] = (request.url ?? "").split("?", 1)[0]?.split("/") ?? [];
    const root = folders[Number(number)];
    const file = root === undefined ? undefined : path.join(root, path.normalize(`/${decodeURIComponent(rest.join("/"))}`));
    const stat = file === undefined ? undefined : fs.statSync(file, { throwIfNoEntry: false });
    if (file === undefined || !stat?.isFile()) {
      response.writeHead(404).end("nothing here\n");
      return;
    }
    const headers: Record<string, string | number> = { "content-length": stat.size, "content-type": "application/octet-stream" };
    // A file named like this is served without a time.
    if (!file.endsWith(".timeless")) headers["last-modified"] = stat.mtime.toUTCString();
    response.writeHead(200, headers);
    if (request.method === "HEAD") response.end();
    else fs.createReadStream(file).pipe(response);
  });
  const port = await listening(server, 0);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "conformance-agent-"));
  const agent = path.join(folder, "agent.sock");
  // Whatever one asks: the list of keys, and it is empty (draft-miller-ssh-agent: SSH_AGENT_IDENTITIES_ANSWER).
  const keyless = net.createServer((socket) => {
    socket.on("data", () => socket.write(Buffer.from([0, 0, 0, 5, 12, 0, 0, 0, 0])));
    socket.on("error", () => socket.destroy());
  });
  await listening(keyless, agent);
  return {
    server: (root) => `http://127.0.0.1:${port}/${folders.push(root) - 1}`,
    agent,
    close: () => {
      server.close();
      server.closeAllConnections();
      keyless.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(server: net.Server, where: number | string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const ready = () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    };
    if (typeof where === "number") server.listen(where, "127.0.0.1", ready);
    else server.listen(where, ready);
  });
}
