/**
 * Folders that the engine makes in every container for files of its own. The containerd store compares a container with those in
 * it: where a copy makes one that is just like the engine's, and puts nothing into it, the commit lacks it. It then comes as a layer.
 */
import type { TarMember } from "../../context/tar-write.ts";

const made = ["dev", "dev/pts", "dev/shm", "etc", "proc", "sys"];

export type SentFolders = {
  /** Told of all that is sent, in order. */
  see(member: TarMember): void;
  /** Those that a commit leaves out. */
  readonly lost: readonly TarMember[];
};

export function sentFolders(): SentFolders {
  const folders = new Map<string, TarMember>();
  const used = new Set<string>();
  return {
    see: (member) => {
      const { name, type, mode, uid, gid } = member;
      if (made.includes(name)) {
        if (type === "directory" && mode === 0o755 && uid === 0 && gid === 0) folders.set(name, member);
        else folders.delete(name);
      } else for (const folder of folders.keys()) if (name.startsWith(`${folder}/`)) used.add(folder);
    },
    get lost() {
      return [...folders].flatMap(([name, member]) => (used.has(name) ? [] : [member]));
    },
  };
}
