import path from "node:path";
import { holdsOf } from "../../src/builder/holds.ts";
import type { DriverOptions } from "../../src/debugger/driver.ts";
import type { MemoryEngine } from "./memory-engine.ts";
import { plainRequest } from "./plain-request.ts";
import { linux } from "./plans.ts";

/** What a session `s` builds with on an engine in memory. `context`: the folder of its Dockerfile; `state`: where it keeps what it knows of files. */
export function contextOn(engine: MemoryEngine, context: string, state = context): DriverOptions["build"] {
  const holds = holdsOf(engine, "s");
  return {
    engine: holds.engine,
    holds,
    session: "s",
    isDead: () => false,
    buildArgs: {},
    platformArgs: linux,
    noCache: false,
    pull: false,
    request: plainRequest,
    files: { root: context, dockerfile: path.join(context, "Dockerfile"), statCache: path.join(state, "hashes") },
  };
}
