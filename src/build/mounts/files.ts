/**
 * The workplace of one RUN in the engine: a container that never starts, made from the layer the RUN stands on, to look at
 * its files; and a volume for the small files it is given (secrets, a script). Both go when the RUN has ended.
 */
import type { TarMember } from "../../context/tar-write.ts";
import type { MountSpec } from "../../engine/engine.ts";
import { send } from "../copy/copy-into.ts";
import { resolvePath } from "../copy/destination.ts";
import { directoryMember } from "../copy/members.ts";
import { root } from "../copy/owner.ts";
import type { Shop } from "../shop.ts";
import { stubCleaner } from "./stub-cleaner.ts";

export type SmallFile = {
  readonly content: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};

export type Workplace = {
  /** Gives `file` a place in the volume; written by `write`. */
  add(file: SmallFile, target: string): MountSpec;
  /** An empty folder. */
  empty(target: string, readonly: boolean): MountSpec;
  /** Writes what was added. */
  write(): Promise<void>;
  /** Folders and the last part on the way to `path` that are not there, outermost first. Links are followed. */
  missing(path: string): Promise<readonly string[]>;
  close(): Promise<void>;
};

const folder = "/.dbuild-files";

/** `name`: of the container and the volume, the session's name first. */
export async function openWorkplace(shop: Shop, name: string, image: string | undefined): Promise<Workplace> {
  const { engine } = shop;
  const files: SmallFile[] = [];
  const folders: string[] = [];
  await engine.createVolume(name);
  const mounts = [{ kind: "volume", volume: name, path: "", target: folder, readonly: false } as const];
  const container = await engine.create({ image, name, mounts }).catch(async (error: unknown) => {
    await engine.removeVolume(name).catch(() => {});
    throw error;
  });
  return {
    add: (file, target) => {
      files.push(file);
      return { kind: "volume", volume: name, path: String(files.length - 1), target, readonly: true };
    },
    empty: (target, readonly) => {
      folders.push(`empty-${folders.length}`);
      return { kind: "volume", volume: name, path: folders.at(-1) ?? "", target, readonly };
    },
    write: async () => {
      // who is in the container reaches a file through its mount only; nobody else needs to look into the folder
      const members: TarMember[] = [directoryMember(folder, 0o711, root, 0)];
      for (const [index, { content, mode, uid, gid }] of files.entries()) {
        const name = `${folder.slice(1)}/${index}`;
        members.push({ name, type: "file", mode: mode & 0o777, uid, gid, size: content.length, mtime: now(), content });
      }
      for (const empty of folders) members.push(directoryMember(`${folder}/${empty}`, 0o755, root, now()));
      if (members.length > 1) await send(engine, container, members);
    },
    missing: async (path) => (await resolvePath(engine, container, path)).missing,
    close: async () => {
      await engine.remove(container);
      await engine.removeVolume(name);
    },
  };
}

/** A mount of the program that removes empty mount points; undefined where there is none for the engine's machine. */
export async function cleanerIn({ engine }: Shop, place: Workplace): Promise<MountSpec | undefined> {
  const program = stubCleaner((await engine.info()).architecture);
  return program && place.add({ content: program, mode: 0o755, uid: 0, gid: 0 }, "/dev/dbuild-clean");
}

const now = (): number => Math.floor(Date.now() / 1000);
