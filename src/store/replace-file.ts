/** A file of a session that is replaced as a whole, or stays as it was. */
import fs from "node:fs";

/** `synced`: it is on the disk when this returns. Through no link, whoever made one there. Throws. */
export function replaceFile(file: string, text: string, synced = false): void {
  const beside = `${file}.new`;
  fs.rmSync(beside, { force: true });
  const fd = fs.openSync(beside, "wx", 0o600);
  try {
    fs.writeFileSync(fd, text);
    if (synced) fs.fdatasyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
  fs.renameSync(beside, file);
}
