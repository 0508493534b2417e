/**
 * Import first, before react and ink. Of the environment they look once, while they are loaded: React at NODE_ENV (its
 * development build keeps a record of every render for ever), chalk under Ink, which dims borders, at FORCE_COLOR (the theme
 * says what is dim). restoreEnv() puts both back after that, for the programs we start.
 */
const { env } = process;
const { NODE_ENV, FORCE_COLOR } = env;

env.NODE_ENV ??= "production";
env.FORCE_COLOR = "1";

export function restoreEnv(): void {
  if (NODE_ENV === undefined) delete env.NODE_ENV;
  if (FORCE_COLOR === undefined) delete env.FORCE_COLOR;
  else env.FORCE_COLOR = FORCE_COLOR;
}
