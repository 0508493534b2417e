/** What can be mounted into a container. Part of the port (engine.ts). */

/** Something mounted into a container. `target` is absolute and clean. */
export type MountSpec =
  /**
   * Files of an image below `path` (a folder or a file, absolute, links resolved inside the image). Writes vanish with the
   * container. API 1.48 mounts the image itself, read-only; else it is a copy in a volume that goes with the container.
   */
  | {
      readonly kind: "image";
      readonly image: string;
      readonly path: string;
      readonly target: string;
      readonly readonly: boolean;
    }
  /** A folder or file (`path`, relative, "" is the root) of a named volume. */
  | {
      readonly kind: "volume";
      readonly volume: string;
      readonly path: string;
      readonly target: string;
      readonly readonly: boolean;
    }
  /**
   * A file of root's with public bytes, read-only. Whoever wants the same shares it: the engine keeps it in a volume named by its
   * digest, `dbuild-file-…`, made when it is first wanted.
   */
  | { readonly kind: "file"; readonly content: Uint8Array; readonly mode: number; readonly target: string }
  /** `size` in bytes. */
  | { readonly kind: "tmpfs"; readonly target: string; readonly size?: number; readonly readonly?: boolean }
  /** A path of the engine's own machine: a socket of ours beside a local engine. */
  | { readonly kind: "host"; readonly path: string; readonly target: string; readonly readonly: boolean };

/** `size` in bytes, absent where the engine does not tell; `users`: how many containers mount it. */
export type ListedVolume = { readonly name: string; readonly size?: number; readonly users?: number };
