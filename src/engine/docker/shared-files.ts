/**
 * Files that all containers of an engine share (MountSpec `file`): each in a volume of its own, named by its digest, so that nobody
 * needs to own it and a container costs no call for it. Who finds it missing (pruned, half made by somebody who died) makes it anew.
 */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { Readable } from "node:stream";
import type { MountSettings } from "dockerode";
import { pack } from "tar-stream";
import { EngineRefusedError } from "../../errors.ts";
import type { MountSpec } from "../engine.ts";
import { writeTar } from "./archive-files.ts";
import { compareVersions } from "./version.ts";
import { createVolume, volumeFolder } from "./volumes.ts";
import { ask, type Wire } from "./wire.ts";

export type SharedFile = Extract<MountSpec, { readonly kind: "file" }>;

export type SharedFiles = {
  /** The mount, the volume looked up once for each connection. `name`: of a helper container, should the file be made. */
  mount(file: SharedFile, name: string): Promise<MountSettings>;
  /** Makes them anew if `error` says that such a file was not there; else throws it. */
  mend(error: unknown, files: readonly SharedFile[], name: string): Promise<void>;
};

const prefix = "dbuild-file-";
const place = "/.dbuild-file";

export function sharedFiles(wire: Wire): SharedFiles {
  const folders = new Map<string, Promise<string>>();
  const folderOf = (file: SharedFile, name: string): Promise<string> => {
    const volume = volumeOf(file);
    const found = folders.get(volume) ?? volumeFolder(wire, volume).then((folder) => folder ?? make(wire, file, name));
    folders.set(volume, found);
    found.catch(() => folders.delete(volume));
    return found;
  };
  return {
    mount: async (file, name) => {
      const folder = await folderOf(file, name);
      const { target: Target } = file;
      if (compareVersions(wire.apiVersion, "1.45") < 0) {
        return { Type: "bind", Source: posix.join(folder, "file"), Target, ReadOnly: true };
      }
      // named as a volume it cannot be removed while the container is there
      const VolumeOptions = { NoCopy: true, Labels: {}, DriverConfig: { Name: "local", Options: {} }, Subpath: "file" };
      return { Type: "volume", Source: volumeOf(file), Target, ReadOnly: true, VolumeOptions };
    },
    mend: async (error, files, name) => {
      if (files.length === 0 || !(error instanceof EngineRefusedError) || !error.message.includes(prefix)) throw error;
      for (const file of files) await make(wire, file, name);
    },
  };
}

const volumeOf = ({ content, mode }: SharedFile): string =>
  `${prefix}${createHash("sha256").update(`${mode} `).update(content).digest("hex").slice(0, 32)}`;

/** Tells where the volume lies. The file has its name only once it is whole: others may look meanwhile. */
async function make(wire: Wire, file: SharedFile, name: string): Promise<string> {
  const volume = volumeOf(file);
  await createVolume(wire, volume);
  const Mounts: MountSettings[] = [{ Type: "volume", Source: volume, Target: place, ReadOnly: false }];
  const body = { Image: "", Entrypoint: ["/"], HostConfig: { Mounts } };
  const { id } = await ask(wire, () => wire.docker.createContainer({ _query: { name: `${name}.file` }, _body: body } as object));
  try {
    await writeTar(wire, id, archive(file), true);
  } finally {
    await ask(wire, () => wire.docker.getContainer(id).remove({ force: true }));
  }
  const folder = await volumeFolder(wire, volume);
  if (folder === undefined) throw new EngineRefusedError(`the volume ${volume} was removed while it was filled`, 404);
  return folder;
}

function archive({ content, mode }: SharedFile): Readable {
  const writer = pack();
  const below = place.slice(1);
  const common = { mode, mtime: new Date(0) };
  writer.entry({ ...common, name: `${below}/whole` }, Buffer.from(content));
  writer.entry({ ...common, name: `${below}/file`, type: "link", linkname: `${below}/whole` });
  writer.finalize();
  return Readable.from(writer, { objectMode: false });
}
