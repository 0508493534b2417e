// One run of vitest on this terminal, with its JSON report besides.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { handOver } from "./processes.mjs";
import { projectFolder } from "./project.mjs";

/** Resolves with { code, report }: the report's text, undefined where vitest ended before it wrote one. `node`: what runs it. */
export async function runVitest(args, { env, node = process.execPath }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dbuild-test-"));
  try {
    const file = path.join(folder, "report.json");
    const program = path.join(projectFolder, "node_modules", "vitest", "vitest.mjs");
    const words = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...args];
    const code = await handOver(node, [program, ...words], { cwd: projectFolder, env });
    return { code, report: textOf(file) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
