/**
 * The scratch volume of one RUN: small files for it (a script), and a container with the layer the RUN stands on, through which they
 * are written and the layer's files are looked at. Secret files are in a second volume, in memory: for that the container is started
 * with a program that waits for our end, and holds the volume until the RUN has it too. All of it goes when the RUN has ended.
 */
import type { TarMember } from "../../context/tar-write.ts";
import type { MountSpec } from "../../engine/engine.ts";
import { send } from "../copy/copy-into.ts";
import { directoryMember } from "../copy/members.ts";
import { root } from "../copy/owner.ts";
import type { Leases } from "../execution/lease.ts";
import { filesOf } from "../image-fs/container-files.ts";
import type { BuildContext } from "../step-context.ts";
import { starter } from "./starter.ts";
import { stubCleaner } from "./stub-cleaner.ts";

export type SmallFile = {
  readonly content: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};

export type ScratchVolume = {
  /** Gives `file` a place in the volume; written by `write`. `secret`: on no disk. */
  add(file: SmallFile, target: string, secret?: "secret"): MountSpec;
  /** An empty folder. */
  empty(target: string, readonly: boolean): MountSpec;
  /** Writes what was added. */
  write(): Promise<void>;
  /** Folders and the last part on the way to `path` that are not there, outermost first. Links are followed. */
  missing(path: string): Promise<readonly string[]>;
};

const folder = "/.dbuild-files";
const secretFolder = "/.dbuild-secrets";
const program = "/.dbuild-starter";
/** Bytes that the volume for secrets takes at most. */
const secretBytes = 64 << 20;

/** `name`: of the container and the volumes, the session's name first. */
type Wanted = {
  readonly name: string;
  readonly image: string | undefined;
  /** Some of the files may be secret; not where no program can hold them. */
  readonly secrets?: boolean;
};

/** What is made for it is added to `leases`. */
export async function openScratchVolume(
  { engine }: BuildContext,
  leases: Leases,
  { name, image, secrets = false }: Wanted,
): Promise<ScratchVolume> {
  const holder = secrets ? starter((await engine.info()).architecture) : undefined;
  const files: SmallFile[] = [];
  const hidden: SmallFile[] = [];
  const folders: string[] = [];
  const volume = async (called: string, target: string, memory?: number): Promise<MountSpec> => {
    leases.add({ kind: "volume", name: called });
    await engine.createVolume(called, memory === undefined ? undefined : { memory });
    return { kind: "volume", volume: called, path: "", target, readonly: false };
  };
  const mounts = [await volume(name, folder), ...(holder ? [await volume(`${name}-secrets`, secretFolder, secretBytes)] : [])];
  const container = await engine.create({ image, name, mounts, ...(holder && { argv: [program], network: "none" }) });
  let endHold = (): void => {};
  leases.add({ kind: "container", id: container }, () => endHold());
  return {
    add: (file, target, secret) => {
      const list = secret && holder ? hidden : files;
      list.push(file);
      const held = list === hidden ? `${name}-secrets` : name;
      return { kind: "volume", volume: held, path: String(list.length - 1), target, readonly: true };
    },
    empty: (target, readonly) => {
      folders.push(`empty-${folders.length}`);
      return { kind: "volume", volume: name, path: folders.at(-1) ?? "", target, readonly };
    },
    write: async () => {
      // who is in the container reaches a file through its mount only; nobody else needs to look into the folder
      const members: TarMember[] = [directoryMember(folder, 0o711, root, 0), ...membersIn(folder, files)];
      for (const empty of folders) members.push(directoryMember(`${folder}/${empty}`, 0o755, root, now()));
      if (hidden.length > 0 && holder) {
        await send(engine, container, [member(program, { content: holder, mode: 0o755, uid: 0, gid: 0 })]);
        endHold = await engine.hold(container);
        members.push(...membersIn(secretFolder, hidden));
      }
      if (members.length > 1) await send(engine, container, members);
    },
    missing: async (path) => (await filesOf(engine, container).resolve(path)).missing,
  };
}

const membersIn = (place: string, files: readonly SmallFile[]): readonly TarMember[] =>
  files.map((file, index) => member(`${place}/${index}`, file));

const member = (path: string, { content, mode, uid, gid }: SmallFile): TarMember => ({
  name: path.slice(1),
  type: "file",
  mode: mode & 0o777,
  uid,
  gid,
  size: content.length,
  mtime: now(),
  content,
});

/** A mount of the program that removes empty mount points; undefined where there is none for the engine's machine. */
export async function cleanerIn({ engine }: BuildContext, scratch: ScratchVolume): Promise<MountSpec | undefined> {
  const program = stubCleaner((await engine.info()).architecture);
  return program && scratch.add({ content: program, mode: 0o755, uid: 0, gid: 0 }, "/dev/dbuild-clean");
}

const now = (): number => Math.floor(Date.now() / 1000);
