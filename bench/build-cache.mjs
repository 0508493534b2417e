// BuildKit keeps the contexts and layers of its builds in a cache of its own. Ours of this run are found by id and removed.
import { call } from "../scripts/setup/engine-api.mjs";

/**
 * `remove`: our large records that are new since now; the engine drops small ones by itself when it needs the room. A context
 * has no mark of its own: one that somebody else sent meanwhile and that nobody uses may go too, and would be sent again.
 */
export async function buildCache({ endpoint }) {
  const records = async () => (await call(endpoint, "GET", "/system/df?type=build-cache")).BuildCache ?? [];
  const known = new Set((await records()).map(({ ID }) => ID));
  const isOurs = ({ ID, Description = "", Size, InUse }) =>
    !known.has(ID) &&
    !InUse &&
    Size > 10e6 &&
    (Description.includes("/bench-context/") || Description === "local source for context");
  const remove = async () => {
    // A layer before the context it was made of.
    for (const { ID } of (await records()).filter(isOurs)) {
      const filters = encodeURIComponent(JSON.stringify({ id: { [`^${ID}$`]: true } }));
      await call(endpoint, "POST", `/build/prune?all=1&filters=${filters}`);
    }
  };
  return { remove };
}
