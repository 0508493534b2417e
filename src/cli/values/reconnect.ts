/** DBUILD_RECONNECT: how long a step waits for an engine that was lost. */
import { UserError } from "../../errors.ts";

/** Long enough for an engine that is upgraded, short enough for a script. */
const usual = 120;

/** In milliseconds; the variable is in seconds, 0 for not at all. Throws UserError. */
export function readReconnect({ DBUILD_RECONNECT: words = "" }: NodeJS.ProcessEnv): number {
  if (words === "") return usual * 1000;
  if (/^\d{1,6}$/.test(words)) return Number(words) * 1000;
  throw new UserError({ message: `DBUILD_RECONNECT is no number of seconds: ${words}`, hint: "write 120, or 0 for not at all" });
}
