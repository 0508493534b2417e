/** Limits of RUN: --shm-size, --ulimit, --network, --allow (docker's units and names). */
import type { RunLimits } from "../../builder/request.ts";
import { parseSize } from "../../dockerfile/size.ts";
import { nearest } from "../../dockerfile/suggest.ts";
import type { Ulimit } from "../../engine/engine.ts";
import { badValue } from "./bad-value.ts";

/** Bytes; undefined for 0, which means the usual size. Throws UserError. */
export function readShmSize(text: string): number | undefined {
  const exponent = /^(?:\d+\.?\d*|\.\d+)e[+-]?\d+$/i.test(text) ? Math.trunc(Number(text)) : undefined;
  const size = exponent ?? parseSize(text);
  if (size === undefined) throw badValue("--shm-size", text, "it is no size", "write bytes, or 512k, 64m, 1.5g");
  // More than the engine's counter holds comes out as nothing, there as here.
  return size === 0 || size >= 2 ** 63 ? undefined : size;
}

const limitNames = [
  "core",
  "cpu",
  "data",
  "fsize",
  "locks",
  "memlock",
  "msgqueue",
  "nice",
  "nofile",
  "nproc",
  "rss",
  "rtprio",
  "rttime",
  "sigpending",
  "stack",
];

/** `name=soft[:hard]`, -1 for no limit; the last of a name wins. Throws UserError. */
export function readUlimits(list: readonly string[]): readonly Ulimit[] {
  return [...new Map(list.map(readUlimit).map((limit) => [limit.name, limit])).values()];
}

function readUlimit(text: string): Ulimit {
  const bad = (why: string) => badValue("--ulimit", text, why, "write --ulimit name=soft[:hard], for example nofile=1024:2048");
  const at = text.indexOf("=");
  if (at < 0) throw bad("it has no =");
  const name = text.slice(0, at);
  if (!limitNames.includes(name)) {
    const near = nearest(name, limitNames);
    throw bad(`there is no limit ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ""}`);
  }
  const words = text.slice(at + 1).split(":");
  const wrong = words.find((word) => !/^[+-]?\d+$/.test(word));
  if (wrong !== undefined) throw bad(`${JSON.stringify(wrong)} is no whole number`);
  if (words.length > 2) throw bad("a soft and a hard limit are all there is");
  const [soft = 0, hard = soft] = words.map(Number);
  if (hard !== -1 && (soft > hard || (soft === -1 && words.length > 1))) throw bad("the soft limit is above the hard one");
  return { name, soft, hard };
}

/** `default` (also an empty word), `none` or `host`. Throws UserError. */
export function readNetwork(text: string): RunLimits["network"] {
  if (text === "" || text === "default") return "default";
  if (text === "none" || text === "host") return text;
  const why = text.startsWith("container:")
    ? "another container's network was the classic builder's"
    : "RUN knows no networks by name";
  throw badValue("--network", text, why, "default, none and host are what docker build knows");
}

/** Entitlements. Throws UserError for those nobody knows, or nobody but BuildKit can give. */
export function readAllowed(list: readonly string[]): readonly string[] {
  for (const word of list) {
    if (word === "" || word === "network.host" || word === "security.insecure") continue;
    const device = word === "device" || word.startsWith("device=");
    const why = device ? "devices of RUN --device need BuildKit" : "there is no such entitlement";
    throw badValue("--allow", word, why, "network.host and security.insecure can be allowed");
  }
  return [...new Set(list.filter((word) => word !== ""))];
}
