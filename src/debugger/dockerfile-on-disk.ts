/**
 * The user's Dockerfile: read, compared, written back. Never written over a change that somebody else made meanwhile
 * without being told to; always whole or not at all (write beside, sync, rename), mode and owner kept, links followed.
 */
import fs from "node:fs";
import path from "node:path";
import { bytesOfText, textOfBytes } from "../dockerfile/bytes.ts";

export type DockerfileOnDisk = {
  readonly path: string;
  /** What is there now; a sentence when it cannot be read. */
  read(): { readonly text: string } | { readonly error: string };
  /** Writes `text` if the file still reads `expected` (or `force`). */
  write(text: string, expected: string, force: boolean): "written" | "conflict" | { readonly error: string };
  /** Calls back when the file may have changed; returns the stopper. */
  watch(listener: () => void): () => void;
};

export function dockerfileOnDisk(file: string): DockerfileOnDisk {
  const read: DockerfileOnDisk["read"] = () => {
    try {
      return { text: textOfBytes(fs.readFileSync(file)) };
    } catch (error) {
      return { error: `cannot read ${file}: ${(error as Error).message}` };
    }
  };
  return {
    path: file,
    read,
    write: (text, expected, force) => {
      const now = read();
      if (!force && (!("text" in now) || now.text !== expected)) return "conflict";
      try {
        replaceFile(file, text);
        return "written";
      } catch (error) {
        return { error: `cannot write ${file}: ${(error as Error).message}` };
      }
    },
    watch: (listener) => {
      // Polling sees what inotify misses: renames by editors, network file systems, files that come and go.
      const onChange = (now: fs.Stats, before: fs.Stats) => {
        if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) listener();
      };
      fs.watchFile(file, { interval: 1000, persistent: false }, onChange);
      return () => fs.unwatchFile(file, onChange);
    },
  };
}

function replaceFile(file: string, text: string): void {
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
  const before = fs.statSync(target, { throwIfNoEntry: false });
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.dbuild-${process.pid}`);
  try {
    const fd = fs.openSync(beside, "wx", before ? before.mode & 0o7777 : 0o644);
    try {
      fs.writeFileSync(fd, bytesOfText(text));
      if (before) {
        fs.fchmodSync(fd, before.mode & 0o7777);
        if (before.uid !== process.getuid?.() || before.gid !== process.getgid?.()) tryOwn(fd, before);
      }
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(beside, target);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw error;
  }
}

function tryOwn(fd: number, { uid, gid }: fs.Stats): void {
  try {
    fs.fchownSync(fd, uid, gid);
  } catch {
    // Not ours to give away: the file then belongs to whoever edited it, as with any editor.
  }
}
