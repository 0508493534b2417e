/** Files that two builds of the same have not alike, for they hold times or random order: logs and caches. Pure. */
import type { FileDifference } from "./file-differences.ts";

const logOrCache = /^\/var\/(?:log|cache)\/|\/\.cache\/|\.pyc$/;

/** Does such a file differ in its content alone? One that only one image has, or another mode, is no matter of time. */
export const variesByItself = (file: FileDifference): boolean =>
  file.kind === "changed" &&
  logOrCache.test(file.path) &&
  file.from.type === "file" &&
  file.what.every((aspect) => aspect === "size" || aspect === "sha256");
