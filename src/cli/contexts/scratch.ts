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

const endings = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export function openScratch(): Scratch {
  let root: string | undefined;
  let count = 0;
  const remove = () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off("exit", remove);
    if (root !== undefined) fs.rmSync(root, { recursive: true, force: true });
    root = undefined;
  };
  // Whoever else listens decides about the end; alone we are asked to end, so we do, with the folder gone.
  const onSignal = (signal: keyof typeof endings) => {
    if (process.listenerCount(signal) > 1) return;
    remove();
    process.exit(endings[signal]);
  };
  return {
    folder: () => {
      if (root === undefined) {
        root = newRoot();
        process.on("exit", remove);
        for (const signal of signals) process.on(signal, onSignal);
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

const signals = Object.keys(endings) as readonly (keyof typeof endings)[];
