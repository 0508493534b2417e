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
 * `debian`: the image debian:bookworm too. `tools`: programs that the caller would like to have, by the names of commands.
 * Throws a SetupError.
 */
export async function setUp({ debian = false, tools = [] } = {}) {
  checkNode();
  await haveDependencies();
  await haveBundle();
  await haveTools(tools); // before the engine, which looks for git and xz when it starts
  const engine = await haveEngine();
  await haveImage(engine.endpoint, "busybox:latest");
  if (debian) await haveImage(engine.endpoint, "debian:bookworm");
  return engine;
}

/** Everything that the tests run besides the project itself. */
export const testTools = ["tmux", "openssl", "pkill", "bzip2", "xz", "zstd", "git"];

/** Debian's packages of commands that are not called like them. */
const packages = { pkill: "procps", xz: "xz-utils" };

/** Installs commands that are missing, as root on Debian or Ubuntu; else one line says what is missing. Never throws. */
async function haveTools(commands) {
  const missing = commands.filter((command) => which(command) === undefined);
  if (missing.length === 0) return;
  const names = missing.map((command) => packages[command] ?? command).join(" ");
  const without = "what needs it is left out";
  if (!isRoot() || !isDebianLike()) {
    say(`tools: ${missing.join(", ")} not found; ${without} (apt-get install ${names}, as root)`);
    return;
  }
  try {
    await step(
      `tools: installing ${names} from the distribution`,
      () => install(names.split(" ")),
      () => `tools: installed ${names} from the distribution`,
    );
  } catch (error) {
    say(
      `tools: ${missing.join(", ")} cannot be installed; ${without} (${error.message.split("\n").at(-2)?.trim() ?? error.message})`,
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await mainly(async () => {
    await setUp({ debian: true, tools: testTools });
  });
}
