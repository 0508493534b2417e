/** Volumes that a session left in the engine because it died. */
import type { Shop } from "../shop.ts";

const swept = new WeakSet<object>();
/** A session this old that runs nothing is dead, in milliseconds. */
const dead = 24 * 60 * 60 * 1000;

/** Once for each engine connection, in the background: removes volumes of old sessions that have no container any more. */
export function sweepVolumes({ engine, background }: Pick<Shop, "engine" | "background">): void {
  if (swept.has(engine)) return;
  swept.add(engine);
  background(
    (async () => {
      for (const name of await engine.volumes("dbuild-2")) {
        const session = sessionOf(name);
        if (session === undefined || Date.now() - session.begun < dead) continue;
        if ((await engine.containers(`dbuild-${session.id}-`)).some(({ running }) => running)) continue;
        await engine.removeVolume(name).catch(() => {});
      }
    })(),
  );
}

/** `dbuild-20240102-030405-abcd-line7-…`: a session's id begins with its time. */
export function sessionOf(name: string): { readonly id: string; readonly begun: number } | undefined {
  const found = /^dbuild-((\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-\w+)-line/.exec(name);
  if (!found) return undefined;
  const [, id = "", ...parts] = found;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return { id, begun: Date.UTC(year, month - 1, day, hour, minute, second) };
}
