/** A temporary folder for what was fetched or came from standard input; gone when dbuild ends, however it ends. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { UserError } from "../../errors.ts";

export type Scratch = {
  /** A new empty folder, absolute. */
  folder(): string;
  remove(): void;
};

export function openScratch(): Scratch {
  let root: string | undefined;
  let count = 0;
  const remove = () => {
    process.off("exit", remove);
    if (root !== undefined) fs.rmSync(root, { recursive: true, force: true });
    root = undefined;
  };
  return {
    folder: () => {
      if (root === undefined) {
        root = newRoot();
        process.on("exit", remove);
      }
      const folder = path.join(root, String(++count));
      fs.mkdirSync(folder, { mode: 0o755 });
      return folder;
    },
    remove,
  };
}

function newRoot(): string {
  try {
    return fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-context-"));
  } catch (error) {
    throw new UserError({
      message: `no folder can be made for what is fetched or read from standard input: ${(error as Error).message}`,
      hint: `make room in ${os.tmpdir()}, or set TMPDIR to another place`,
    });
  }
}
