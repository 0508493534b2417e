/** What a registry says of an image, asked through the engine with the user's credentials; nothing is pulled. */
import { EngineRefusedError } from "../../errors.ts";
import { findLogin } from "./auth.ts";
import { authHeader } from "./pull.ts";
import { parseReference } from "./reference.ts";
import { ask, type Wire } from "./wire.ts";

/** GET /distribution/{name}/json. Why no registry gives `ref`, in the engine's words; undefined: one does. */
export async function whyNotInRegistry(wire: Wire, ref: string): Promise<string | undefined> {
  const reference = parseReference(ref);
  const name = `${reference.registry}/${reference.path}`;
  const full = reference.digest === undefined ? `${name}:${reference.tag ?? "latest"}` : `${name}@${reference.digest}`;
  const login = await findLogin(reference.registry, wire.env).catch(() => undefined);
  try {
    await ask(wire, () => wire.docker.getImage(full).distribution({ authconfig: { key: authHeader(login ?? {}) } }));
    return undefined;
  } catch (error) {
    if (error instanceof EngineRefusedError) return error.message;
    throw error;
  }
}
