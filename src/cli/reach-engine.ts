/** The engine of a session, asked before anything is read: its answers come meanwhile. */
import type { Engine } from "../engine/engine.ts";
import { newSessionId, sessionIdHere } from "../store/session-id.ts";

export type ReachedEngine = {
  /** Its id. */
  readonly session: string;
  /** Rejects as connectEngine does. */
  readonly engine: Promise<Engine>;
  /** Nothing came of the session. */
  close(): void;
};

/** `goesOn`: the id of a session that goes on. Never throws. */
export function reachEngine(env: NodeJS.ProcessEnv, goesOn?: string): ReachedEngine {
  const session = goesOn === undefined ? newSessionId(new Date()) : sessionIdHere(goesOn);
  const engine = import("../engine/docker/connect.ts").then(({ connectEngine }) => connectEngine(env, session));
  engine.catch(() => {}); // whoever needs it hears of it
  return { session, engine, close: () => void engine.then((reached) => reached.close()).catch(() => {}) };
}
