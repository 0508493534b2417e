// node scripts/pictures.mjs [FOLDER [COLUMNSxROWS]]: plays a small story on a real engine in a terminal without a window and
// writes what the screen shows into FOLDER (docs/pictures), each moment as an SVG and as text.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { neutralEnvironment } from "./pictures/environment.mjs";
import { svgOf } from "./pictures/svg.mjs";
import { sweep } from "./pictures/sweep.mjs";
import { openTerminal } from "./pictures/terminal.mjs";
import { hasImage } from "./setup/images.mjs";
import { mainly } from "./setup/mainly.mjs";
import { onInterrupt } from "./setup/processes.mjs";
import { bundle, projectFolder } from "./setup/project.mjs";
import { SetupError, say } from "./setup/say.mjs";
import { setUp } from "./setup.mjs";

const tag = "hello";
const down = "\u001b[B";
const ctrlS = "\u0013";

/** The story, key by key; `picture(name, label)` keeps the screen of the moment. */
async function play({ press, until }, picture) {
  await until(/PAUSED.*Engine \d/);
  press("Gkk"); // to COPY --from of the second stage
  press("b");
  await until(/Breakpoint on line 11/);
  press(":break on log /hello-fr/ temporary\r");
  await until(/log \/hello-fr\//);
  press("c");
  await until(/Frozen by breakpoint/);
  picture("frozen", "A RUN that is frozen in the middle, at a line that it has printed");
  press("c");
  await until(/FAILED[\s\S]*wrote [^…]/);
  press("/ok\r");
  await until(/match 1 of 7/);
  picture("search", "The matches of a search in the output, counted and marked");
  press("\u001b");
  await until(/Step 5 failed/);
  picture("failed", "A RUN has failed: its output, the image that keeps its layer, and the ways to go on");
  press("s");
  await until(/\(dbuild\)[^\n]*[#$] *$/m);
  press("ls out words\r");
  await until(/words:[^\n]*\n[\s\S]*\(dbuild\)[^\n]*[#$] *$/m);
  picture("shell", "A shell inside of the layer that failed");
  press("exit\r");
  await until(/changed no files/);
  press(`e${down}${down}\u001b[Fl`);
  await until(/install *$/m);
  picture("editing", "The instruction in the editor, its last word mended");
  press(ctrlS);
  await until(/Saved/);
  press("c");
  await until(/before step 7/);
  press("c");
  await until(/DONE/);
  picture("done", "Every step is done and the image has its tag");
  press(":changes 6\r");
  await until(/newest first[\s\S]*opt\/hello/);
  picture("changes", "What the RUN added, modified and deleted, the newest first");
  press(":files 6 /opt/hello/bin/hello\r");
  await until(/Files of[\s\S]*bin\/[\s\S]*hello/);
  picture("files", "The files of the layer, opened at one path");
  press(":goto 5\r4");
  await until(/Config of[\s\S]*\+ env PREFIX/);
  picture("config", "The image config, and what the ENV changed of it");
  press(":attempts 6\ro");
  await until(/2 attempts[\s\S]*its output differs/);
  press("j\r");
  await until(/attempt #\d+ to #/);
  picture("attempts", "Two attempts at the instruction compared: what they printed");
  press(":why 6\r");
  await until(/Not cached[\s\S]*command/);
  picture("why", "Why the RUN was not cached, and all that its layer is made of");
  press(":context 4\r");
  await until(/takes \d+ files[\s\S]*notes\.md/);
  picture("context", "The build context: who takes what, and what is kept out by which line");
  press(":watch ls -l $PREFIX/bin\r");
  await until(/1 ls -l/);
  press(":goto 6\r");
  await until(/~ [\s\S]*hello/);
  picture("watch", "A command that runs in the layer of each step, and what the step changed of it");
  press(":break on RUN if env.PREFIX =~ /hello/\r");
  await until(/Breakpoint b/);
  press("8");
  await until(/Breakpoints[\s\S]*on failure/);
  picture("breakpoints", "The breakpoints, with how often each was met");
  press("q");
}

await mainly(async () => {
  const [folder = path.join(projectFolder, "docs", "pictures"), size = "100x30"] = process.argv.slice(2);
  const [columns, rows] = size.split("x").map(Number);
  const { endpoint, env } = await setUp({ debian: true });
  if (await hasImage(endpoint, tag))
    throw new SetupError([`there is an image ${tag} already; it would be overwritten and removed`]);
  const place = mkdtempSync(path.join(os.tmpdir(), "dbuild-pictures-"));
  const clean = async () => {
    await sweep(endpoint, {
      tag,
      place,
      bases: ["debian:bookworm", "busybox:latest"],
    });
    rmSync(place, { recursive: true, force: true });
  };
  const forget = onInterrupt(clean);
  const cwd = path.join(place, tag);
  cpSync(fileURLToPath(new URL("pictures/hello", import.meta.url)), cwd, {
    recursive: true,
  });
  mkdirSync(folder, { recursive: true });
  const words = ["dbuild", "tui", "-t", tag, "Dockerfile"];
  const terminal = openTerminal({
    columns,
    rows,
    cwd,
    env: neutralEnvironment(endpoint, env, place),
    words: [process.execPath, bundle, ...words.slice(1)],
  });
  const write = (name, text) => writeFileSync(path.join(folder, name), text);
  try {
    await play(terminal, (name, label) => {
      const screen = terminal.screen();
      write(
        `${name}.svg`,
        svgOf(screen, {
          title: `~/${tag} — ${words.join(" ")}`,
          label: `dbuild: ${label}`,
        }),
      );
      write(
        `${name}.txt`,
        `${screen.lines
          .map((line) => line.trimEnd())
          .join("\n")
          .trimEnd()}\n`,
      );
      say(`${name}: ${label}`);
    });
  } finally {
    terminal.close();
    forget();
    await clean();
  }
});
