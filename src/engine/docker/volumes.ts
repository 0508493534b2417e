/** Named volumes of the engine's local driver. */
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

/** Where it lies on the engine's machine; undefined: there is none. */
export async function volumeFolder(wire: Wire, name: string): Promise<string | undefined> {
  return (await askMaybe(wire, () => wire.docker.getVolume(name).inspect()))?.Mountpoint;
}
