// npm run test:engines: the tests that need an engine on the two that `npm test` does not bring, one after the other: the
// distribution's own docker.io, and the newest on the containerd store. Run before a release. Arguments go to vitest.
// Ends with a line of counts for each; exit code 1 when one of them failed.
import path from "node:path";
import { mainly } from "./setup/mainly.mjs";
import { privatePlace } from "./setup/places.mjs";
import { privatePid, stopPrivateEngine } from "./setup/private-engine.mjs";
import { run } from "./setup/processes.mjs";
import { projectFolder } from "./setup/project.mjs";

await mainly(async () => {
  const lines = [];
  let failed = false;
  for (const kind of ["stable", "containerd"]) {
    const ran = privatePid(privatePlace(kind)) !== undefined;
    process.stdout.write(`\nthe engine: ${kind}\n`);
    const args = ["--project", "engine", "--project", "e2e", ...process.argv.slice(2)];
    const { code, stdout } = await run(process.execPath, [path.join(projectFolder, "scripts", "test.mjs"), ...args], {
      cwd: projectFolder,
      env: { ...process.env, DBUILD_ENGINE: kind },
      onText: (text) => process.stdout.write(text),
    });
    failed ||= code !== 0;
    lines.push(`${kind}: ${stdout.trimEnd().split("\n").at(-1)}`);
    if (!ran) await stopPrivateEngine(privatePlace(kind));
  }
  process.stdout.write(`\n${lines.join("\n")}\n`);
  return failed ? 1 : 0;
});
