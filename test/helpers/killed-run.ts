/** A program of its own that kills itself at a change of phase. Its argument: a KilledRun as JSON; its records: files in a folder. */
import { recordName } from "../../src/builder/execution/record.ts";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import { recordFiles } from "../../src/store/run-records.ts";
import type { BuildOptions } from "./build-image.ts";
import { type Break, recordsUntil, runAs } from "./interrupted-run.ts";

export type KilledRun = {
  readonly text: string;
  readonly at: Break;
  readonly session: string;
  /** Of the records. */
  readonly folder: string;
  readonly options: BuildOptions;
};

const { text, at, session, folder, options } = JSON.parse(process.argv[2] ?? "") as KilledRun;
const files = recordFiles(folder);
const records = recordsUntil(
  at,
  (record) => files.put(recordName(record), record),
  () => {
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => {});
  },
);
await runAs(await connectEngine(process.env, session), text, { ...options, session, records });
