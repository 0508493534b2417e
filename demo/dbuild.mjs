// How the demos run dbuild: the bundle that the set-up built, with the node that runs this.
import { bundle } from "../scripts/setup/project.mjs";

export const dbuildWords = [process.execPath, bundle];

/**
 * dbuild as an act of a play: dbuild(["build", …]) prints the command as a user types it, runs it in `cwd`, shows its
 * output. `only(line)`: which lines of it to show.
 */
export const dbuildIn = (play, cwd) => (args, only) =>
  play.command(`dbuild ${args.join(" ")}`, dbuildWords[0], [...dbuildWords.slice(1), ...args], { cwd, ...(only && { only }) });
