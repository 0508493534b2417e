// Real software that fails late in `make`, played by itself on the real engine: its failed layer is fixed in the shell,
// `make` resumes on it, the fix is written back to the Dockerfile, and a clean rebuild proves it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { dbuildWords } from "../dbuild.mjs";
import { hasTerminal, openTerminal } from "../terminal.mjs";

const image = "dbuild-demo-real";
const library = "libsqlite3-dev";
const module_ = "mod_sql_sqlite.c";
/** Longest wait for a step, in seconds. Generous: other work may have the cores. */
const long = 600;

/** Plays it in `folder`, which holds the Dockerfile. */
export async function playReal({ play, engine, dbuild, folder, env }) {
  const file = path.join(folder, "Dockerfile");
  const before = readFileSync(file, "utf8");
  play.act("The Dockerfile: ProFTPD from Debian's source package");
  play.show(before);
  if (!play.check("tmux is there: the screen needs a terminal (apt-get install tmux)", hasTerminal())) return;

  let dirty = new Map();
  const terminal = await openTerminal({
    columns: 120,
    rows: 36,
    cwd: folder,
    env,
    words: [...dbuildWords, "tui", "-t", image, "Dockerfile"],
  });
  try {
    dirty = await onScreen({ play, engine, terminal });
    play.act("The fix is written back to the Dockerfile");
    await writeBack({ play, terminal, file, before });
  } finally {
    await terminal.close();
  }

  play.act("A clean rebuild proves it");
  const built = await dbuild(["build", "-t", image, "."], ofDbuild);
  play.check("exit code 0", built.code === 0);
  const last = await objectsIn(engine, image);
  const fresh = [...last].filter(([name, time]) => time !== dirty.get(name)).length;
  play.check(`make started from nothing: all ${last.size} object files are new`, last.size === dirty.size && fresh === last.size);
  play.check(
    "the image is a clean one: not marked as made by hand",
    (await engine.labels(image))["dbuild.by-hand"] === undefined,
  );

  play.act("The final image runs");
  const ran = await engine.runImage(play, image);
  play.check(`the server lists ${module_} among its modules`, ran.code === 0 && ran.text.includes(module_));
}

/** Lines that dbuild itself prints: the steps, how they came to their results, the image. */
const ofDbuild = (line) => /^(step |image |dbuild: |failed layer: |\s+(cached$|done in ))/.test(line);

/** Up to the image made by hand; resolves with its object files. */
async function onScreen({ play, engine, terminal }) {
  play.act("On the screen: it fails late in make");
  play.tell("$ dbuild tui Dockerfile   (in tmux)");
  await terminal.until(/PAUSED/);
  await terminal.keys("c");
  play.tell("c: on to the failure");
  const screen = await terminal.until(/FAILED/, long);
  play.show(screen);
  const failedTag = /dbuild-failed:\S+/.exec(screen)?.[0];
  const objects = await objectsIn(engine, failedTag);
  play.check(`the failed layer ${failedTag} is kept, with its ${objects.size} object files`, objects.size > 50);

  play.act("Fixed in the shell of the failed layer");
  await terminal.keys("s");
  await terminal.until(/\(dbuild\).*[#$]/);
  play.tell(`s: a shell in it; there: apt-get install -y ${library}; exit`);
  await terminal.type(`apt-get install -y ${library} && exit`);
  await terminal.keys("Enter");
  play.show(await terminal.until(/The shell changed \d+ files/, long));
  await terminal.keys("k");
  play.tell("k: what the shell changed is kept");
  await terminal.until(/changes are kept/);

  play.act("make goes on where it stopped");
  await terminal.keys("R");
  play.tell("R: the instruction again, on the failed layer; then c: on to the end");
  play.show(await terminal.until(/Made by hand: step/, long));
  await terminal.keys("c");
  await terminal.until(/DONE/, long);
  const after = await objectsIn(engine, image);
  const same = [...objects].filter(([name, time]) => after.get(name) === time).length;
  play.check(
    `the ${objects.size} object files of the first attempt are untouched (${same} with the same time)`,
    same === objects.size,
  );
  play.check(`only ${after.size - objects.size} were compiled now`, after.size > objects.size && after.size - objects.size < 20);
  const hand = (await engine.labels(image))["dbuild.by-hand"];
  play.check(`the image says that it was made by hand: ${hand}`, hand !== undefined);
  return after;
}

/** Object files in an image: name -> time of change. */
async function objectsIn(engine, name) {
  const { text } = await engine.quietly(name, "find", ".", "-name", "*.o", "-printf", "%p\\t%T@\\n");
  return new Map(
    text
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t")),
  );
}

async function writeBack({ play, terminal, file, before }) {
  const line = before.split("\n").find((one) => one.startsWith("RUN apt-get update"));
  await terminal.keys("g");
  await terminal.keys("Down", "Down");
  await terminal.keys("e");
  await terminal.until(/Ctrl-S|save/i);
  await terminal.keys("End");
  await terminal.type(` ${library}`);
  await terminal.keys("C-s");
  await terminal.until(/Saved line/);
  play.tell("e: the apt-get line, in the editor; Ctrl-S saves it");
  const now = readFileSync(file, "utf8");
  play.show(`- ${line}\n+ ${line} ${library}`);
  play.check("nothing else of the file has changed", now === before.replace(line, `${line} ${library}`));
  await terminal.keys("q");
}
