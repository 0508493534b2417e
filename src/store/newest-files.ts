/** A folder with a file for each thing that is remembered, of which only the ones written last are kept. */
import fs from "node:fs";
import path from "node:path";

/** Removes all files of `folder` but the `most` newest. Throws what the disk says; one that is gone meanwhile is fine. */
export function keepNewest(folder: string, most: number): void {
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  if (files.length <= most) return;
  const aged = files.map((file) => ({ file, at: fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  aged.sort((one, other) => other.at - one.at);
  for (const { file } of aged.slice(most)) fs.rmSync(file, { force: true });
}
