/** Standard input, whole: a Dockerfile (-f -), or a context (-) that is an archive or, failing that, a Dockerfile. */
import fs from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError } from "../../errors.ts";
import type { Scratch } from "./scratch.ts";

/** Everything until its end, in a file of ours. Throws UserError for a terminal (nobody could have meant to type it) and for nothing. */
export async function stdinFile(stdin: Readable & { readonly isTTY?: boolean }, scratch: Scratch): Promise<string> {
  if (stdin.isTTY) {
    throw new UserError({
      message: '"-" means standard input, but that is a terminal',
      hint: "write a Dockerfile or a tar into it: dbuild build - < Dockerfile",
    });
  }
  const file = path.join(scratch.folder(), "stdin");
  await pipeline(stdin, fs.createWriteStream(file, { mode: 0o600 }));
  if (fs.statSync(file).size === 0)
    throw new UserError({ message: "standard input is empty, a Dockerfile or a context was expected" });
  return file;
}
