/** The logs and hashes of builds made by tests go to a folder of the run's own, not to the user's. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export default function ownState(): () => void {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-state-"));
  process.env.XDG_STATE_HOME = state;
  return () => fs.rmSync(state, { recursive: true, force: true });
}
