/** Named volumes of the engine's local driver. */
import type { ListedVolume } from "../engine.ts";
import { compareVersions } from "./version.ts";
import { ask, askMaybe, type Wire } from "./wire.ts";

export async function createVolume(wire: Wire, name: string, { memory }: { readonly memory?: number } = {}): Promise<void> {
  // as BuildKit mounts its own for secrets
  const tmpfs = { type: "tmpfs", device: "tmpfs", o: `size=${memory},mode=0711,nosuid,nodev,noexec` };
  await ask(wire, () => wire.docker.createVolume({ Name: name, ...(memory !== undefined && { DriverOpts: tmpfs }) }));
}

export async function removeVolume(wire: Wire, name: string): Promise<void> {
  await askMaybe(wire, () => wire.docker.getVolume(name).remove());
}

/** The engine's own filter matches anywhere in the name. */
export async function listVolumes(wire: Wire, prefix: string): Promise<readonly string[]> {
  const { Volumes } = await ask(wire, () => wire.docker.listVolumes({ filters: JSON.stringify({ name: [prefix] }) }));
  return (Volumes ?? []).map(({ Name }) => Name).filter((name) => name.startsWith(prefix));
}

/** Engines before API 1.42 measure all they have, not only volumes. */
export async function volumeSizes(wire: Wire, prefix: string): Promise<readonly ListedVolume[]> {
  // dockerode's own call takes no type
  const query = compareVersions(wire.apiVersion, "1.42") < 0 ? {} : { type: "volume" };
  const options = { path: "/system/df?", options: query, method: "GET", statusCodes: { 200: true, 500: "server error" } };
  const dial = () =>
    new Promise<{ readonly Volumes?: readonly VolumeUse[] | null }>((resolve, reject) => {
      wire.docker.modem.dial(options, (error: unknown, told: unknown) => (error ? reject(error) : resolve(told as object)));
    });
  const { Volumes } = await ask(wire, dial);
  const ours = (Volumes ?? []).filter(({ Name }) => Name.startsWith(prefix));
  return ours.map(({ Name, UsageData: { Size = -1, RefCount = -1 } = {} }) => ({
    name: Name,
    ...(Size >= 0 && { size: Size }),
    ...(RefCount >= 0 && { users: RefCount }),
  }));
}

type VolumeUse = { readonly Name: string; readonly UsageData?: { readonly Size?: number; readonly RefCount?: number } };

/** Where it lies on the engine's machine; undefined: there is none. */
export async function volumeFolder(wire: Wire, name: string): Promise<string | undefined> {
  return (await askMaybe(wire, () => wire.docker.getVolume(name).inspect()))?.Mountpoint;
}
