/** The config blob of a rewritten image: the same input gives the same bytes, hence the same id. Pure. */
import { createHash } from "node:crypto";
import type { ImageRewrite } from "../engine.ts";

export function configBlob(rewrite: ImageRewrite, diffIds: readonly string[]): Buffer {
  const { created, author, architecture, os, variant, osVersion, config, history } = rewrite;
  return json({
    ...(created ? { created } : {}),
    ...(author ? { author } : {}),
    architecture,
    os,
    ...(variant ? { variant } : {}),
    ...(osVersion ? { "os.version": osVersion } : {}),
    config,
    rootfs: { type: "layers", diff_ids: diffIds },
    history,
  });
}

/** Half a surrogate pair, which stands for a byte that is not UTF-8, is U+FFFD as an engine would write it. */
export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value, (_, part) => (typeof part === "string" ? part.replace(/\p{Cs}/gu, "\ufffd") : part)));
}

export function digestOf(blob: Uint8Array): string {
  return `sha256:${hex(blob)}`;
}

export function hex(blob: Uint8Array): string {
  return createHash("sha256").update(blob).digest("hex");
}
