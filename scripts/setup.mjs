// Everything that the demo and the tests need, from a fresh clone: each step does nothing when there is nothing to do.
// Plain Node without dependencies: it runs before they are installed. By itself (`node scripts/setup.mjs`) it does all of it.
import { pathToFileURL } from "node:url";
import { install, isDebianLike, isRoot } from "./setup/debian.mjs";
import { haveEngine } from "./setup/engine.mjs";
import { haveImage } from "./setup/images.mjs";
import { mainly } from "./setup/mainly.mjs";
import { which } from "./setup/processes.mjs";
import { checkNode, haveBundle, haveDependencies } from "./setup/project.mjs";
import { say, step } from "./setup/say.mjs";

/**
 * Sets up; resolves with { endpoint, env }: the engine's endpoint and the environment to give to programs that use it.
 * `debian`: the image debian:bookworm too. `tmux`: tmux too, where it can be had. Throws a SetupError.
 */
export async function setUp({ debian = false, tmux = false } = {}) {
  checkNode();
  await haveDependencies();
  await haveBundle();
  const engine = await haveEngine();
  await haveImage(engine.endpoint, "busybox:latest");
  if (debian) await haveImage(engine.endpoint, "debian:bookworm");
  if (tmux) await haveTmux();
  return engine;
}

/** True when tmux is there or could be installed; else a line that says what is missing. */
export async function haveTmux() {
  if (which("tmux") !== undefined) return true;
  if (!isRoot() || !isDebianLike()) {
    say("tmux: not installed, and only root can on Debian or Ubuntu (apt-get install tmux); what needs it is left out");
    return false;
  }
  try {
    await step(
      "tmux: installing it from the distribution",
      () => install(["tmux"]),
      () => "tmux: installed from the distribution",
    );
    return true;
  } catch (error) {
    say(`tmux: cannot be installed; what needs it is left out (${error.message.split("\n").at(-2)?.trim() ?? error.message})`);
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await mainly(async () => {
    await setUp({ debian: true, tmux: true });
  });
}
