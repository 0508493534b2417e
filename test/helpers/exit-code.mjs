// Runs a command on this terminal and writes its exit code to a file, also where the terminal is gone by then.
// exit-code.mjs FILE COMMAND ARGUMENT...
import { spawn } from "node:child_process";
import fs from "node:fs";

const [file, command, ...args] = process.argv.slice(2);
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT"]) process.on(signal, () => {});
const child = spawn(command, args, { stdio: "inherit" });
fs.writeFileSync(`${file}.pid`, String(child.pid));
child.on("exit", (code, signal) => {
  fs.writeFileSync(`${file}.part`, String(code ?? signal));
  fs.renameSync(`${file}.part`, file);
  // Node's own last act is to set the terminal, which may not be there.
  process.kill(process.pid, "SIGKILL");
});
