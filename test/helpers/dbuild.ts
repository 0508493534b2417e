/** Runs the built `dbuild` (dist/dbuild.mjs) and other commands as a user would. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export const dbuildFile = path.join(import.meta.dirname, "../../dist/dbuild.mjs");

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a command to its end; never rejects for an exit code. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string | Uint8Array; signal?: AbortSignal } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // A command that does not read its input may be gone before it is written.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

export const dbuild = (args: readonly string[], options?: Parameters<typeof run>[2]): Promise<Ran> =>
  run(process.execPath, [dbuildFile, ...args], options);
export const docker = (args: readonly string[], options?: Parameters<typeof run>[2]): Promise<Ran> =>
  run("docker", args, options);

/** A folder of its own with these files; `/` at the end makes a folder, a text `-> x` a link to x. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-test-"));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (name.endsWith("/")) fs.mkdirSync(file, { recursive: true });
    else if (text.startsWith("-> ")) fs.symlinkSync(text.slice(3), file);
    else fs.writeFileSync(file, text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
    // Times of their own: BuildKit takes a file for unchanged by name, size, mode and time.
    if (!name.endsWith("/") && !text.startsWith("-> "))
      fs.utimesSync(file, 1_600_000_000 + name.length, 1_600_000_000 + Math.floor(Math.random() * 1e8));
  }
  return root;
}
