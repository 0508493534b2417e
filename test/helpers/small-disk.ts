/** A folder on a disk of its own with little room; undefined where this process may not mount one. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export type SmallDisk = { readonly folder: string; readonly remove: () => void };

export function smallDisk(kilobytes: number): SmallDisk | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    fs.rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  const remove = () => {
    execFileSync("umount", ["-l", folder], { stdio: "ignore" });
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { folder, remove };
}
