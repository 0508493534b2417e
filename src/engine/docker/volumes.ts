/** Named volumes of the engine's local driver. */
import { ask, askMaybe, type Wire } from "./wire.ts";

export async function createVolume(wire: Wire, name: string): Promise<void> {
  await ask(wire, () => wire.docker.createVolume({ Name: name }));
}

export async function removeVolume(wire: Wire, name: string): Promise<void> {
  await askMaybe(wire, () => wire.docker.getVolume(name).remove());
}

/** The engine's own filter matches anywhere in the name. */
export async function listVolumes(wire: Wire, prefix: string): Promise<readonly string[]> {
  const { Volumes } = await ask(wire, () => wire.docker.listVolumes({ filters: JSON.stringify({ name: [prefix] }) }));
  return (Volumes ?? []).map(({ Name }) => Name).filter((name) => name.startsWith(prefix));
}

/** Where it lies on the engine's machine. */
export async function volumePath(wire: Wire, name: string): Promise<string> {
  const { Mountpoint } = await ask(wire, () => wire.docker.getVolume(name).inspect());
  return Mountpoint;
}
