// The frame of the demos: a copy of the demo's folder, the engine, the play or the screen, and the clean-up after it.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { handOver, onInterrupt } from "../scripts/setup/processes.mjs";
import { dbuildIn, dbuildWords } from "./dbuild.mjs";
import { openEngine } from "./engine.mjs";
import { hints } from "./hints.mjs";
import { newPlay } from "./play.mjs";
import { playReal } from "./real/play.mjs";
import { playStory } from "./story/play.mjs";
import { ScreenError } from "./terminal.mjs";
import { ownState } from "./traces.mjs";

const plays = { story: playStory, real: playReal };

/** Plays a demo by itself; resolves with 0 only if every act was true. */
export function playDemo(name, setup) {
  return withDemo(name, setup, async ({ folder, engine, env }) => {
    const began = performance.now();
    const play = newPlay(env);
    play.tell(`dbuild, on ${setup.endpoint.host}, in a copy of demo/${name}`);
    try {
      await plays[name]({ play, engine, dbuild: dbuildIn(play, folder), folder, env });
    } catch (error) {
      if (!(error instanceof ScreenError)) throw error;
      play.show(error.message);
      play.check("the screen showed what the story says", false);
    }
    return play.end(performance.now() - began);
  });
}

/** Opens the TUI on a copy of the demo, with hints; afterwards runs the image that came out. */
export function openDemo(name, setup) {
  return withDemo(name, setup, async ({ folder, engine, env }) => {
    const image = `dbuild-demo-${name}`;
    const { file, words } = hints[name];
    process.stdout.write(`${words.join("\n")}\n\n`);
    if (!(await confirmed("Press Enter to open it (Ctrl-C: not now). "))) return 130;
    const code = await handOver(dbuildWords[0], [...dbuildWords.slice(1), "tui", "-t", image, file], { cwd: folder, env });
    if (code === 0 && (await engine.hasImage(image))) {
      const play = newPlay(env);
      play.act("The image you built runs");
      await engine.runImage(play, image);
    }
    process.stdout.write(`The same by itself, each act checked: npm run demo --${name === "story" ? "" : ` ${name}`} --play\n`);
    return code;
  });
}

/** One line from the keyboard; false when the input ends instead. */
async function confirmed(question) {
  process.stdout.write(question);
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input: process.stdin });
  const line = await new Promise((resolve) => lines.once("line", resolve).once("close", () => resolve(undefined)));
  lines.close();
  return line !== undefined;
}

async function withDemo(name, setup, work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `dbuild-demo-${name}-`));
  const state = ownState(setup.env);
  const removeFolders = () => {
    rmSync(folder, { recursive: true, force: true });
    state.remove();
  };
  const forget = onInterrupt(removeFolders);
  const engine = await openEngine(setup, state.sessions);
  try {
    const source = fileURLToPath(new URL(name, import.meta.url));
    cpSync(source, folder, { recursive: true, filter: (file) => !file.endsWith(".mjs") });
    return await work({ folder, engine, env: state.env });
  } finally {
    await engine.clean();
    forget();
    removeFolders();
  }
}
