/** A registry of one image on loopback that wants a name and a password: for pulling, by the engine of this machine. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

export type SmallRegistry = { readonly host: string; readonly digest: string; readonly diffId: string; close(): void };

const digestOf = (data: Buffer): string => `sha256:${createHash("sha256").update(data).digest("hex")}`;

/** Serves `repo:tag`, an image with one file /pulled. `login` is `name:password`. */
export async function smallRegistry(repo: string, tag: string, login: string): Promise<SmallRegistry> {
  const writer = pack();
  writer.entry({ name: "pulled", mode: 0o644, mtime: new Date(0) }, "from the registry\n");
  writer.finalize();
  const parts: Buffer[] = [];
  for await (const part of writer) parts.push(part as Buffer);
  const layer = Buffer.concat(parts);
  const blob = gzipSync(layer);
  const diffId = digestOf(layer);
  const config = Buffer.from(
    JSON.stringify({
      architecture: "amd64",
      os: "linux",
      config: { Cmd: ["/x"] },
      rootfs: { type: "layers", diff_ids: [diffId] },
    }),
  );
  const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { mediaType: "application/vnd.docker.container.image.v1+json", digest: digestOf(config), size: config.length },
      layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", digest: digestOf(blob), size: blob.length }],
    }),
  );
  const digest = digestOf(manifest);
  const files = new Map([
    [`/v2/${repo}/manifests/${tag}`, manifest],
    [`/v2/${repo}/manifests/${digest}`, manifest],
    [`/v2/${repo}/blobs/${digestOf(config)}`, config],
    [`/v2/${repo}/blobs/${digestOf(blob)}`, blob],
  ]);
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Basic ${Buffer.from(login).toString("base64")}`) {
      response.writeHead(401, { "WWW-Authenticate": 'Basic realm="small"', "Content-Type": "application/json" });
      return void response.end('{"errors":[{"code":"UNAUTHORIZED","message":"who are you"}]}');
    }
    if (request.url === "/v2/") return void response.writeHead(200).end();
    const file = files.get(request.url ?? "");
    if (file === undefined) return void response.writeHead(404).end();
    const type = file === manifest ? mediaType : "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Length": file.length, "Docker-Content-Digest": digestOf(file) });
    response.end(request.method === "HEAD" ? undefined : file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    digest,
    diffId,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
