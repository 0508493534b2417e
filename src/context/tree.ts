/** Files to copy, wherever they come from: the build context on disk, or a stage or image. */
import type { Readable } from "node:stream";

/** Names are relative to the root, `/`-separated, without a leading slash; "" is the root itself. */
export type Entry = {
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "hardlink" | "fifo" | "character-device" | "block-device" | "socket";
  /** Permission bits with setuid, setgid, sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since the epoch, whole. */
  readonly mtime: number;
  /** Target of a symlink, or of a hard link (a path of this tree). */
  readonly linkTarget?: string;
  readonly devMajor?: number;
  readonly devMinor?: number;
  /** PAX records to keep, such as SCHILY.xattr.security.capability. */
  readonly pax?: Readonly<Record<string, string>>;
};
export type { Readable };
