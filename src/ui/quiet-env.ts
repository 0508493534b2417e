/**
 * Import first, before react and ink. React's development build keeps a record of every render for ever, and Ink draws
 * nothing when CI is set; both look at the environment once, while they are loaded. restoreEnv() puts it back.
 */
const { env } = process;
const before = { NODE_ENV: env["NODE_ENV"], CI: env["CI"], CONTINUOUS_INTEGRATION: env["CONTINUOUS_INTEGRATION"] };

env["NODE_ENV"] ??= "production";
env["CI"] = "false";
env["CONTINUOUS_INTEGRATION"] = "false";

export function restoreEnv(): void {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
}
