// npm's `prepare`: dist/ is there after `npm install` in a clone, and before `npm install -g .` links to it.
import { mainly } from "./setup/mainly.mjs";
import { checkNode, haveBundle, haveDependencies } from "./setup/project.mjs";

// The npm that installs the dependencies comes here again; and it must not install them globally, or for show, because its parent does.
if (!process.env.DBUILD_PREPARING) {
  process.env.DBUILD_PREPARING = "1";
  for (const name of ["global", "location", "prefix", "local_prefix", "global_prefix", "dry_run"])
    delete process.env[`npm_config_${name}`];
  await mainly(async () => {
    checkNode();
    await haveDependencies();
    await haveBundle();
  });
}
