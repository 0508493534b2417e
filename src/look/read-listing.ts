/** What `stat` of busybox printed, as entries. Pure. */
import { StringDecoder } from "node:string_decoder";
import type { LayerEntry, Listing } from "./found.ts";

/** The format of a line: `mark` is a word that no file name can know, for names hold anything, newlines too. */
export const lineFormat = (mark: string): string => `${mark} %f %u %g %s %Y %i %t,%T %n${mark}%N`;

/** As `stat -f -c %t` prints it. */
const overlay = "794c7630";

export type ListingReader = {
  take(chunk: Uint8Array): void;
  /** Undefined: it broke off before its last line. */
  end(): Listing | undefined;
};

/** Reads lines that begin with `mark`: the type of the file system, then an entry each, then `end`. */
export function listingReader(mark: string): ListingReader {
  const decoder = new StringDecoder("utf8");
  const divider = `\n${mark} `;
  const entries: LayerEntry[] = [];
  let rest = "\n";
  let type = "";
  let ended = false;
  const line = (text: string): void => {
    if (text === "end") ended = true;
    else if (/^[0-9a-f]+$/.test(text)) type = text;
    else {
      const entry = entryOf(text, mark);
      if (entry !== undefined) entries.push(entry);
    }
  };
  /** All but the last one, which may go on. */
  const lines = (): void => {
    const parts = rest.split(divider);
    if (parts.length < 3) return;
    rest = `${divider}${parts.pop()}`;
    for (const part of parts.slice(1)) line(part);
  };
  return {
    take: (chunk) => {
      rest += decoder.write(chunk as Buffer);
      lines();
    },
    end: () => {
      for (const part of `${rest}${decoder.end()}`.replace(/\n$/, "").split(divider).slice(1)) line(part);
      return ended ? { entries, inodes: type === overlay } : undefined;
    },
  };
}

function entryOf(text: string, mark: string): LayerEntry | undefined {
  const [, raw = "", uid, gid, size, mtime, inode = "", device = "", names = ""] =
    /^([0-9a-f]+) (\d+) (\d+) (\d+) (-?\d+) (\d+) (\S+) (.*)$/s.exec(text) ?? [];
  const at = names.indexOf(mark);
  if (raw === "" || at < 0) return undefined;
  const bits = Number.parseInt(raw, 16);
  const [path, quoted] = [names.slice(0, at), names.slice(at + mark.length)];
  const type = types[bits >> 12] ?? "other";
  const before = `'${path}' -> '`;
  return {
    path,
    type,
    mode: bits & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    size: type === "file" || type === "symlink" ? Number(size) : 0,
    mtime: Number(mtime),
    inode,
    device: type === "other" ? device : "",
    ...(type === "symlink" && quoted.startsWith(before) && { target: quoted.slice(before.length, -1) }),
  };
}

/** By the upper bits of a mode. */
const types: Readonly<Record<number, LayerEntry["type"]>> = { 8: "file", 4: "directory", 10: "symlink" };
