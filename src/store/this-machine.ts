/** Which machine this is, and which start of it. */
import fs from "node:fs";
import os from "node:os";

/** Changes with every start of the machine; undefined where the system (not Linux) tells none. */
export function bootId(): string | undefined {
  try {
    return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Where there is no boot id: the machine by its name and its network cards. */
export function machine(): string {
  const cards = Object.values(os.networkInterfaces()).flatMap((list) => list?.map(({ mac }) => mac) ?? []);
  const id = ["/etc/machine-id", "/var/lib/dbus/machine-id"].flatMap((file) => {
    try {
      return [fs.readFileSync(file, "utf8").trim()];
    } catch {
      return [];
    }
  });
  return [os.hostname(), ...(id.length > 0 ? id.slice(0, 1) : [...new Set(cards)].sort())].join(" ");
}
