// What a session's journal costs beside a build of 200 RUNs: milliseconds of each step (its start and its result), and of a breakpoint
// that is set, as JSON. Run by journal.mjs in a process of its own.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { platformArgs } from "../src/builder/args.ts";
import { makePlan } from "../src/builder/plan/make-plan.ts";
import type { BuildState, StageState } from "../src/builder/state.ts";
import type { Event } from "../src/debugger/events.ts";
import { storedEvent } from "../src/debugger/journal/entries.ts";
import { newSession, type Session } from "../src/debugger/session.ts";
import { update } from "../src/debugger/update.ts";
import { openJournal } from "../src/store/journal.ts";
import { bareStage } from "../test/helpers/bare-stage.ts";

const runs = 200;
const text = ["FROM busybox", ...Array.from({ length: runs }, (_, at) => `RUN make -j4 target-${at}`)].join("\n");
const made = makePlan(text, { buildArgs: {}, platformArgs: platformArgs({ os: "linux", architecture: "amd64" }, "default") });
if (!made.ok) throw new Error(JSON.stringify(made.problems));

const variables = Array.from({ length: 30 }, (_, at) => ({ name: `NAME_${at}`, value: `value ${at}`, from: "env" as const }));
const env = variables.map(({ name, value }) => `${name}=${value}`);
const first: StageState = { ...bareStage, config: { Env: env }, variables };
const after = (stage: StageState, number: number): StageState => ({
  ...stage,
  image: `sha256:${String(number).padStart(64, "0")}`,
  layers: number,
  key: String(number).padStart(64, "0"),
  history: [...stage.history, { created: "2026-11-27T00:00:00Z", created_by: `RUN make -j4 target-${number} # buildkit` }],
});

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-bench-journal-"));
const journal = openJournal(folder);
let session: Session = newSession("bench", made.plan);
/** Returns the milliseconds of what is written for it; the event itself costs what it costs without a journal, too. */
const say = (event: Event): number => {
  const before = session;
  const [next] = update(session, event);
  session = next;
  const began = performance.now();
  const stored = storedEvent(event, before);
  if (stored !== undefined) journal.append({ event: stored, now: 0 });
  return performance.now() - began;
};

const steps: number[] = [];
const keys: number[] = [];
let stage = first;
for (let number = 0; number <= runs; number++) {
  const started = say({ type: "run", goal: { kind: "next" }, now: 0 });
  stage = after(stage, number);
  const state: BuildState = { globals: [], done: {}, stage };
  const ended = say({ type: "stepDone", run: session.run, state, outcome: { how: "done", ms: 1, size: 0 }, now: 0 });
  steps.push(started + ended);
  const where = { kind: "line" as const, line: 2 + number };
  keys.push(say({ type: "addBreakpoint", breakpoint: { where } }));
}
if (Object.keys(session.outcomes).length !== runs + 1) throw new Error("the build did not come to its end");
await journal.close();
fs.rmSync(folder, { recursive: true, force: true });
process.stdout.write(JSON.stringify({ steps: steps.slice(5), keys: keys.slice(5) }));
