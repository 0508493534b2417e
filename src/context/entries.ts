/** Files to copy, wherever they come from: the build context on disk, or the container of a stage or image. */

/** One thing in a tree. Paths are `/`-separated, relative to the tree, without a leading slash; "" is the tree's own root. */
export type Entry = {
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "hardlink" | "fifo" | "character-device" | "block-device";
  /** Permission bits with setuid, setgid, sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content; 0 for everything but a file. */
  readonly size: number;
  /** Seconds since the epoch, whole. */
  readonly mtime: number;
  /** Target of a symlink as stored, or of a hard link (a path of this tree that came before). */
  readonly linkTarget?: string;
  readonly devMajor?: number;
  readonly devMinor?: number;
  /** PAX records to keep, such as SCHILY.xattr.security.capability. Values are bytes, one character each (latin1). */
  readonly pax?: Readonly<Record<string, string>>;
};

/** The bytes of a file: at once when small (good until the next item is asked for), piece by piece when not. Exactly `entry.size`. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * An entry with its content. `read` may be called once, before the next item is asked for; only files have it. `waited`: a
 * directory that comes only for what lies below it; where it exists already it keeps its owner (Match.waited).
 */
export type Item = { readonly entry: Entry; readonly read?: () => Content; readonly waited?: true };

/** What one source word (or one hit of a glob) brings: a file, or a directory whose contents are copied. */
export type Match = {
  /** Last part of the path as named, before links were followed: the name it gets inside a directory. */
  readonly name: string;
  readonly type: "directory" | "other";
  /** The thing itself first (path ""), then what is below it, parents before children. To be read once, to its end. */
  items(): AsyncIterable<Item>;
  /** Of a single regular file that is to be unpacked should it be an archive (ADD): its content, as often as asked for. */
  readonly open?: () => AsyncIterable<Uint8Array>;
  /** The directory itself counts, too: mode and owner go to a destination that it makes (ADD of a git repository). */
  readonly ownRoot?: true;
  /** What items() will bring, where it is known without reading them. */
  readonly listed?: Listing;
  /** Of a regular file in an image of the engine: that image, and the path in it, without links. */
  readonly inImage?: { readonly image: string; readonly path: string };
  /** Paths of the items that are `waited`, told before they are read. */
  readonly waited?: () => Promise<ReadonlySet<string>>;
};

/** Files (not directories) and bytes of content that a match will bring, and its entries, for who needs them beforehand. */
export type Listing = {
  readonly files: number;
  readonly bytes: number;
  entries(): AsyncIterable<Entry> | Iterable<Entry>;
};

/** What the sources of one COPY or ADD bring, in order. A match is read to its end before the next one is asked for. */
export type Selection = { readonly matches: readonly Match[] };
