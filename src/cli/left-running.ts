/** What is said of a session that is left while something of it runs: its containers, and how to get at them. */
import type { Engine } from "../engine/engine.ts";
import type { Print } from "./report.ts";

/** How long the engine may take to tell, in milliseconds. */
const patience = 4000;

export async function tellWhatRuns(engine: Engine, session: string, print: Print): Promise<void> {
  const prefix = `dbuild-${session}-`;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined).unref());
  const all = await Promise.race([engine.containers(prefix), late]).catch(() => undefined);
  if (all === undefined) {
    print("dbuild: left at once. What still runs, the engine does not tell:");
    print(`  docker ps --all --filter name=${prefix}`);
    return;
  }
  const running = all.filter((each) => each.running);
  if (running.length === 0) {
    print("dbuild: left at once; nothing runs any more");
    return;
  }
  print(`dbuild: left at once; ${running.length === 1 ? "this container still runs" : "these containers still run"}:`);
  for (const { name } of running) {
    print(`  ${name}`);
    print(`    its output  docker logs --follow ${name}`);
    print(`    look inside docker exec -it ${name} /bin/sh`);
    print(`    keep it     docker stop ${name} && docker commit ${name} kept`);
    print(`    end it      docker rm --force --volumes ${name}`);
  }
}
