/** What is told of the files of layers. Types only. */

/** One thing in a layer, as it shows in a container made from it. */
export type LayerEntry = {
  /** Absolute. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly inode: string;
  /** Numbers of a device. */
  readonly device: string;
  /** As it is written in the link. */
  readonly target?: string;
};

/** `inodes`: a file that two layers share has the same inode in both (overlay). */
export type Listing = { readonly entries: readonly LayerEntry[]; readonly inodes: boolean };

/** A file that a layer has otherwise than the layer before it. */
export type Change = {
  readonly path: string;
  readonly kind: "added" | "modified" | "deleted";
  readonly type: LayerEntry["type"];
  /** Bytes that are there; of what was deleted, those that were. */
  readonly size: number;
  /** Of what is there; of what was deleted, the time it had. */
  readonly mtime: number;
  /** What is another than before, in words, where that is not the content alone: `mode 644 -> 755`. */
  readonly what?: string;
  /** A deleted folder: how many things were in it, which are not told one by one. */
  readonly below?: number;
};

/** By path. `byName`: nothing but names and kinds is known. */
export type Changes = { readonly list: readonly Change[]; readonly byName?: true };

/** A text against that of the layer before it, as `diff -u` has it; `left`: so many lines more. */
export type FileDifference =
  | { readonly kind: "lines"; readonly lines: readonly string[]; readonly left: number }
  | { readonly kind: "none"; readonly why: string };

/** What is in a folder, folders first, each by name. */
export type Folder = { readonly path: string; readonly entries: readonly LayerEntry[] };

/** The first lines of a file; `shown` of `size` bytes are in them. */
export type FileText =
  | { readonly kind: "lines"; readonly lines: readonly string[]; readonly shown: number; readonly size: number }
  | { readonly kind: "none"; readonly why: string };

/** What a command printed; `cut`: there was more. `code` undefined: it could not be started. `why`: what went wrong with it. */
export type CommandOutput = {
  readonly lines: readonly string[];
  readonly cut: boolean;
  readonly code: number | undefined;
  readonly why?: string;
};

/** A file of the build context, or a folder that is kept out of it as a whole (its path ends with a slash). */
export type ContextRow = {
  /** Relative to the context. */
  readonly path: string;
  readonly bytes: number;
  /** 1, or how many are in the folder. */
  readonly files: number;
  /** The line of .dockerignore that keeps it out. */
  readonly out?: { readonly line: number; readonly text: string };
  /** Lines of the Dockerfile whose instructions take it, in order. */
  readonly taken: readonly number[];
};

/** What a build context holds, the largest first, and which instruction takes what. */
export type ContextAccount = {
  readonly rows: readonly ContextRow[];
  /** So many files at most are told; absent: all are. */
  readonly cutAt?: number;
  /** Lines whose words hold variables of a stage that has not begun: what they take is told once it has. */
  readonly unknown: readonly number[];
  /** Lines that find nothing: why. */
  readonly wrong: readonly { readonly line: number; readonly why: string }[];
};
