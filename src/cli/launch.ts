/**
 * What `dbuild` starts: the bundled program beside it, with the code that V8 made of it the last time. Without that, V8 reads 3 MB of
 * text anew at each start, which takes longer than all of `dbuild check`.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { type AskedAhead, askAhead } from "../engine/docker/asked-ahead.ts";

declare const DBUILD_PROGRAM: string;

const program = path.join(import.meta.dirname, DBUILD_PROGRAM);
const waitedFor = ["build", "check", "resume", "shell", "tui"].find((command) => command === process.argv[2]);
// for each of these its own, for each runs other parts; and for each Node, for V8 takes its own alone
const compiled = `${program}-${process.version}-${process.arch}-${waitedFor ?? "other"}.cache`;

type Program = (
  require: NodeJS.Require,
  load: (name: string) => Promise<unknown>,
  address: string,
  askedAhead: () => AskedAhead | undefined,
) => Promise<void>;

function compiledProgram(): Program {
  const cachedData = read(compiled);
  const script = new vm.Script(fs.readFileSync(program, "latin1"), {
    filename: program,
    ...(cachedData && { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected) process.once("exit", () => keep(script));
  return script.runInThisContext();
}

const askedAhead = waitedFor === undefined ? () => undefined : await askAhead(process.env);
await compiledProgram()(createRequire(program), (name) => import(name), import.meta.url, askedAhead);

function read(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** What was compiled in this run, whole or not at all. Where the folder is somebody else's, there is none. */
function keep(script: vm.Script): void {
  const own = `${compiled}.${process.pid}`;
  try {
    fs.writeFileSync(own, script.createCachedData(), { mode: 0o644, flag: "wx" });
    fs.renameSync(own, compiled);
  } catch {
    fs.rmSync(own, { force: true });
  }
}
