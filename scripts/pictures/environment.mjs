// What the pictured program sees of the machine: an engine whose address is a word, no home of anybody's, no prompt of ours.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The environment for the program: the same engine as a docker context named `local`, kept in `folder`. */
export function neutralEnvironment(endpoint, env, folder) {
  const home = path.join(folder, "home");
  const plain = {
    PATH: env.PATH,
    HOME: home,
    TERM: "xterm",
    LANG: "C.UTF-8",
    USER: "you",
  };
  mkdirSync(home, { recursive: true });
  // a TLS endpoint is told by its variables; its address shows
  if (endpoint.tls) return { ...env, ...plain };
  const config = path.join(home, ".docker");
  const meta = path.join(config, "contexts", "meta", createHash("sha256").update("local").digest("hex"));
  mkdirSync(meta, { recursive: true });
  const context = {
    Name: "local",
    Metadata: {},
    Endpoints: { docker: { Host: endpoint.host, SkipTLSVerify: false } },
  };
  writeFileSync(path.join(meta, "meta.json"), JSON.stringify(context));
  writeFileSync(path.join(config, "config.json"), JSON.stringify({ currentContext: "local" }));
  return plain;
}
