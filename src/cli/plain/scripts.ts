/** Files of commands: the one that --commands names, and the user's own dbuildrc. Never one of a context. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { isSetting, type ScriptLine, scriptLines } from "../../debugger/commands/script.ts";
import { UserError } from "../../errors.ts";

export type Scripts = {
  /** Of the dbuildrc. */
  readonly first: readonly ScriptLine[];
  /** Of --commands; absent: it was not given. */
  readonly commands?: readonly ScriptLine[];
};

/** Larger ones are no commands. */
const largest = 1 << 20;

/** Throws UserError. */
export function readScript(file: string): readonly ScriptLine[] {
  let size: number | undefined;
  try {
    const stat = fs.statSync(file);
    size = stat.isFile() ? stat.size : undefined;
    if (size === undefined || size <= largest) return scriptLines(fs.readFileSync(file, "utf8"), file);
  } catch (error) {
    throw new UserError({
      message: `the commands in ${file} cannot be read: ${(error as Error).message}`,
      hint: "name a file with a command a line",
    });
  }
  throw new UserError({
    message: `${file} has ${size} bytes: that is no file of commands`,
    hint: "name a file with a command a line",
  });
}

/** `$XDG_CONFIG_HOME/dbuild/dbuildrc`, by default in ~/.config. */
const ownFile = (env: NodeJS.ProcessEnv): string =>
  path.join(env.XDG_CONFIG_HOME || path.join(env.HOME || os.homedir(), ".config"), "dbuild", "dbuildrc");

/** `goesOn`: a session is gone on with, which has been told all else already. */
export function scriptsFor(file: string | undefined, env: NodeJS.ProcessEnv, goesOn: boolean): Scripts {
  const own = ownFile(env);
  const lines = fs.existsSync(own) ? readScript(own) : [];
  return {
    first: goesOn ? lines.filter(isSetting) : lines,
    ...(file !== undefined && !goesOn && { commands: readScript(file) }),
  };
}
