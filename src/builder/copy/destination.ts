/** Where a copy goes, as COPY and ADD write it. Pure. */
import { posix } from "node:path";

/** A destination as COPY and ADD read it. */
export type Destination = {
  /** Absolute and clean, without a trailing slash (but for `/` itself). */
  readonly path: string;
  /** A trailing `/` or `/.` (or nothing but the working directory): it is a directory, made if missing. */
  readonly directory: boolean;
};

/** `word` joined to `workdir` (absolute). Empty, `.` and `./` mean the working directory. */
export function parseDestination(word: string, workdir: string): Destination {
  const joined = posix.join("/", word.startsWith("/") ? word : `${workdir}/${word}`);
  const path = joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
  return { path, directory: path === "/" || word === "" || /(^|\/)\.?$/.test(word) };
}
