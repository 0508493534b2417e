/** A session's layers are in one engine, which may have several addresses: a socket, a tunnel, a context. */
import type { EngineInfo } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { type StoredSession, shortName } from "../store/sessions.ts";
import type { SavedInvocation } from "./saved-invocation.ts";

type Known = Pick<SavedInvocation, "engine" | "engineId">;
type Found = Pick<EngineInfo, "address" | "id">;

/** An engine's own id says it, where both are known; else the address does. */
export function isSameEngine({ engine, engineId }: Known, { address, id }: Found): boolean {
  if (engineId !== undefined && id !== undefined) return engineId === id;
  return engine === address;
}

/** The variable with which a command reaches the engine at `address` (EngineInfo.address): DOCKER_HOST, or DOCKER_CONTEXT. */
export function engineVariable(address: string): Readonly<Record<string, string>> {
  const [, context] = /^context (.+)$/s.exec(address) ?? [];
  return context === undefined ? { DOCKER_HOST: address } : { DOCKER_CONTEXT: context };
}

/** Throws UserError where the session's layers are in another engine than the one found; `command`: what would be right there. */
export function refuseOtherEngine(
  { stored, saved }: { readonly stored: StoredSession; readonly saved: Known },
  found: Found,
  command = `dbuild resume ${shortName(stored.id)}`,
): void {
  if (isSameEngine(saved, found)) return;
  const [[name, value] = ["", ""]] = Object.entries(engineVariable(saved.engine));
  throw new UserError({
    message: `the session ${shortName(stored.id)} is on another engine: ${saved.engine}`,
    hint: `${name}=${value} ${command}`,
  });
}
