/**
 * Import first, before react: its development build keeps a record of every render for ever. It looks at NODE_ENV once,
 * while it is loaded; restoreEnv() puts it back after that, for the programs we start.
 */
const { env } = process;
const before = env.NODE_ENV;

env.NODE_ENV ??= "production";

export function restoreEnv(): void {
  if (before === undefined) delete env.NODE_ENV;
}
