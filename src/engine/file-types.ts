/** What is told of files in a container. Part of the port (engine.ts). */

/** What HEAD /containers/{id}/archive tells. */
export type PathStat = {
  readonly name: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Permission bits with setuid 04000, setgid 02000, sticky 01000 (POSIX, not Go's). */
  readonly mode: number;
  readonly size: number;
  /** Seconds since the epoch, to the millisecond. */
  readonly mtime: number;
  /** Absolute inside the container, resolved by the engine; empty when not a link. */
  readonly linkTarget: string;
};

export type FileChange = { readonly path: string; readonly kind: "modified" | "added" | "deleted" };
